export { parseYaml, type ParsedYaml } from './parse-yaml'
export { plainWords } from './plain-words'
export { DEEPEST, MOST_TOKENS, parseDocuments, parseOne } from './parse-bounded'
