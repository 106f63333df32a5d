export { parseYaml, type ParsedYaml } from './parse-yaml'
export { withoutTraces } from './without-traces'
