export { parseYaml, type ParsedYaml } from './parse-yaml'
export { DEEPEST, parseDocuments, parseOne } from './parse-bounded'
