/** How a command of docker-machine ends badly: its words for stderr. It becomes text and exit code 1 at the program's edge. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly exit = 1,
  ) {
    super(message);
  }
}
