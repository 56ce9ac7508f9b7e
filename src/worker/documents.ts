/** Answers the editor's questions about a text, in a session whose files and registry they may concern. */
import { complete, hover, lint } from '../session/documents/documents';
import type { Completion, Diagnostic, Hover, ToWorld } from '../session/protocol';
import type { Session } from '../session/session';

type Question = Extract<ToWorld, { kind: 'lint' | 'complete' | 'hover' }>;

/** Nothing is known on a machine that is gone. */
export function answerDocument(session: Session, question: Question): Diagnostic[] | Completion[] | Hover | null {
  const scene = session.documentScene(question, question.text);
  if (question.kind === 'hover') return (scene && hover(scene, question.at)) ?? null;
  if (!scene) return [];
  return question.kind === 'lint' ? lint(scene) : complete(scene, question.at);
}
