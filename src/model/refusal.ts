/**
 * A learner's mistake is a value. Inside the swarm it carries a gRPC code, as SwarmKit's errors do; at the
 * engine it carries an HTTP status. The API turns both into Docker's answer (moby daemon/cluster, errdefs).
 */
export type GrpcCode =
  | 'InvalidArgument'
  | 'FailedPrecondition'
  | 'OutOfRange'
  | 'Unauthenticated'
  | 'PermissionDenied'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Unimplemented'
  | 'Unavailable'
  | 'Unknown'
  | 'DeadlineExceeded'
  | 'Internal'
  | 'Aborted';

export interface Refusal {
  readonly refused: true;
  /** HTTP status that the Engine API answers with. */
  readonly status: number;
  /** The whole message, with `rpc error: code = X desc = ` in front where Docker shows it. */
  readonly message: string;
}

const STATUS: Record<GrpcCode, number> = {
  InvalidArgument: 400,
  FailedPrecondition: 400,
  OutOfRange: 400,
  Unauthenticated: 401,
  PermissionDenied: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Unimplemented: 501,
  Unavailable: 503,
  Unknown: 500,
  DeadlineExceeded: 500,
  Internal: 500,
  Aborted: 500,
};

/** A plain daemon error. */
export function refuse(status: number, message: string): Refusal {
  return { refused: true, status, message };
}

/** An error of the manager, in gRPC's frame. */
export function refuseRpc(code: GrpcCode, description: string): Refusal {
  return { refused: true, status: STATUS[code], message: `rpc error: code = ${code} desc = ${description}` };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as Refusal).refused === true;
}
