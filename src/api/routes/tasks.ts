/** `/tasks` (moby api/server/router/swarm, daemon/cluster/tasks.go), and a task's logs. */
import { isRefusal } from '../../model';
import type { Routes } from '../engine-api';
import { answer, filtersOf, refused, unknownFilter } from '../call';
import { answerList, jsonOnce } from '../json-once';
import { serviceLogs } from '../service-logs';
import { taskJson } from '../shape/cluster-objects';

const FILTERS = ['id', 'name', 'service', 'node', 'label', 'desired-state', 'runtime', '_up-to-date'];

const tasksText = jsonOnce(taskJson);

export const tasks: Routes = {
  *'GET /tasks'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const refusal = call.daemon.swarm.notManager() ?? unknownFilter(filters, FILTERS);
    if (refusal) return refused(refusal);
    return answerList(yield* call.daemon.swarm.control((api) => api.listTasks(filters)), tasksText);
  },

  *'GET /tasks/{id}'(call) {
    const { id = '' } = call.params;
    return answer(yield* call.daemon.swarm.control((api) => api.getTask(id)), taskJson);
  },

  *'GET /tasks/{id}/logs'(call) {
    const { id = '' } = call.params;
    const task = yield* call.daemon.swarm.control((api) => api.getTask(id));
    if (isRefusal(task)) return refused(task);
    const tasks = function* () {
      const now = yield* call.daemon.swarm.control((api) => api.getTask(task.ID));
      return isRefusal(now) ? [] : [now];
    };
    return yield* serviceLogs(call, { tty: task.Spec.ContainerSpec?.TTY === true, whole: false, tasks });
  },
};
