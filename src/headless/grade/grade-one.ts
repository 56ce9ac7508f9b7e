/**
 * Grades one file, whatever it is: a submission of the page, a bash script that does the lab, or a compose file that is
 * deployed as a stack. Scripts and compose files have no learner's clicks in them: they are played on the lab's start,
 * all checks are asked at the end, and quizzes do not count.
 */
import { checksOf } from '../../lab/guide';
import { gradedStart, gradesOf, gradeText, type Grade, type GradedLab } from '../../session/grade';
import { LabPlayer } from '../../session/lab-player';
import { SUBMISSION_CHARS_MAX } from '../../session/submission';

export interface GradedFile {
  /** As it was named: the report's first column. */
  name: string;
  text: string;
  /** Whose it should be, when that is known. */
  learner?: string;
}

export function gradeFile({ name, text, learner }: GradedFile, lab: GradedLab): Grade {
  if (text.length > SUBMISSION_CHARS_MAX) return refused(lab, `larger than ${SUBMISSION_CHARS_MAX / 1_000_000} MB: it was not looked at`);
  if (/\.ya?ml$/i.test(name)) return playFile(lab, learner, 'submission.yml', text, COMPOSE);
  if (/\.(sh|bash)$/i.test(name) || text.startsWith('#!')) return playFile(lab, learner, 'submission.sh', text, () => ['bash submission.sh']);
  return gradeText(text, { lab, ...(learner === undefined ? {} : { learner }) });
}

/** A stack needs a swarm: where the lab begins without one, its first machine becomes one. */
const COMPOSE = (): string[] => ['docker node ls >/dev/null 2>&1 || docker swarm init --advertise-addr eth0 >/dev/null', 'docker stack deploy -c submission.yml submission'];

function playFile(lab: GradedLab, learner: string | undefined, file: string, text: string, commands: () => string[]): Grade {
  const start = gradedStart(lab, learner === undefined ? {} : { learner });
  const player = new LabPlayer(start);
  const machine = start.machines[0]?.name ?? 'node1';
  player.session.send({ kind: 'file.write', machine, path: `/root/${file}`, content: text });
  player.play([...commands().map((line) => `${machine}$ ${line}`), '@ settle'].join('\n'));
  for (const check of checksOf(player.guide)) player.check(check.id);
  const note = player.outcome.problems.length > 0 ? player.outcome.problems.join('; ') : undefined;
  return { standing: 'ok', accepted: true, lab: lab.slug, ...(learner === undefined ? {} : { learner }), ...(note === undefined ? {} : { note }), ...gradesOf(player.session, player.guide, { quizzes: false }) };
}

const refused = (lab: GradedLab, note: string): Grade => ({ standing: 'unreadable', accepted: false, lab: lab.slug, note, checks: [], points: 0, of: 0 });
