"""Where real parts are put together: one module a function, which imports only what it needs."""
