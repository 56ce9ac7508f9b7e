/** What is wrong with a text, in words. */
export { isProblem, problem, type Problem } from '../../template/problem';
