/** Agreement: a pure raft peer, what it must keep, and what it says. */
export type { ConfChange, Entry, HardState, LogPoint, Member, PeerId, Snapshot } from './entry';
export type { Role, StepResult, Tuning } from './machine';
export type { Message } from './message';
export { Peer, swarmTuning } from './peer';
export type {
  ConfChangeRefusal, PeerConfig, PeerProgress, PeerStatus, Proposed, ProposeRefusal, Ready, SoftState, TransferRefusal,
} from './peer';
export { emptyState, forceNewCluster, isEmpty, keep } from './persisted';
export type { PersistedState, Write } from './persisted';
export type { ProgressState } from './progress';
