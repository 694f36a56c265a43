"""What every pydantic model of the border is."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """The shape of something that comes in, made ready when the first of it comes.

    A function gets messages of one or two kinds in its life, so the rest would be made for
    nothing at each cold start.
    """

    model_config = ConfigDict(defer_build=True)
