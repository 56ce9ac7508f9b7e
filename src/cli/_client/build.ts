/** What the client says of its own making: that of the docker 28.2.2 it follows. */
export const GO_VERSION = 'go1.24.3';
export const BUILD_TIME = 'Fri May 30 12:07:14 2025';
