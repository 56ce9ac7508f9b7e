/** Docker's nouns, in the shape of its Engine API. */
export * from './cluster';
export type * from './dispatcher';
export * from './instant';
export * from './meta';
export type * from './network';
export type * from './node';
export * from './reference';
export * from './refusal';
export type * from './service';
export * from './task';
export { ipamProblem, ipFamilyOf, joinProblems, subnetHolds } from './ipam-config';
export { expandContainer, expandTemplate, templateProblem } from './template';
export type { TemplateContext, TemplateLookups } from './template';
