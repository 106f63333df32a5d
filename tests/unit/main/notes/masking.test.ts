import { expect, it } from 'vitest'
import { createMasking } from '../../../../main/notes/masking'

const secrets = ['developer-2026', 'developer', 'redhatocp']
const { mask, learnName } = createMasking((text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '[hidden]'), text))
learnName('developer')
learnName('admin')

it.each([
  ['oc login -u developer -p developer', 'oc login -u developer -p [hidden]'],
  ['oc login --username=developer --password=developer', 'oc login --username=developer --password=[hidden]'],
  ['password: developer', 'password: [hidden]'],
  ['{"user":"developer","password":"developer"}', '{"user":"developer","password":"[hidden]"}'],
  ['developer has redhatocp, admin too', 'developer has [hidden], admin too'],
  ['Terminal of developer', 'Terminal of developer'],
  ['it is developer-2026', 'it is [hidden]'],
])('%s', (text, masked) => expect(mask(text)).toBe(masked))
