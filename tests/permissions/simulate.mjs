// Answers one simulation a line, as JSON, with what IAM would decide.
// https://github.com/cloud-copilot/iam-simulate
import { createInterface } from "node:readline";
import { runSimulation } from "@cloud-copilot/iam-simulate";

for await (const line of createInterface({ input: process.stdin })) {
  const told = await runSimulation(JSON.parse(line), {});
  const answer =
    told.resultType === "error"
      ? { error: JSON.stringify(told.errors) }
      : { decision: told.overallResult };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
