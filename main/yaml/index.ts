export { parseYaml, type ParsedYaml } from './parse-yaml'
export { plainWords } from './plain-words'
export { DEEPEST, parseDocuments, parseOne } from './parse-bounded'
