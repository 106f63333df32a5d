import { setUp } from './setup/index.mjs'

await setUp('build')
