"""Where real parts are put together: one module a function, which imports only what it needs."""

import gc

# What is imported and put together from here on lasts as long as the environment. To look for
# garbage in it costs a tenth of a cold start, so that waits until the function has started.
gc.disable()
