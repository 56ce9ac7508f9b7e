/** diamol/ch06-todo-list: Port 80: a list of things to do. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'diamol/ch06-todo-list',
  about: 'Port 80: a list of things to do.',
  tags: { latest: '1', v2: '2' },
  command: ['dotnet', 'ToDoList.dll'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>To-Do List</title></head>\n<body>\n<h1>To-Do List</h1>\n</body>\n</html>\n`,
  megabytes: 130,
  memoryMegabytes: 60,
  env: ['Database:Provider=Sqlite'],
});
