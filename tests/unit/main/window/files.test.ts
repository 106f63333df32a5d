import { describe, expect, it } from 'vitest'
import { fileFor } from '../../../../main/window/files'
import { isSafeToOpen } from '../../../../main/window/links'

const ask = (url: string, method = 'GET'): string | null => fileFor({ url, method }, 'lab-companion', '/program/renderer')

describe('files of the page', () => {
  it('finds the page and what lies beside it', () => {
    expect(ask('app://lab-companion/')).toBe('/program/renderer/index.html')
    expect(ask('app://lab-companion/assets/index-1.js?x#y')).toBe('/program/renderer/assets/index-1.js')
  })

  it.each([
    'app://lab-companion/../main/index.js',
    'app://lab-companion/..%2f..%2fetc/passwd',
    'app://lab-companion/%2e%2e/%2e%2e/etc/passwd',
    'app://lab-companion/assets/%00.js',
    'app://lab-companion/%E0%A4%A',
    'app://elsewhere/index.html',
  ])('refuses %s or stays inside', (url) => {
    const file = ask(url)
    expect(file === null || file.startsWith('/program/renderer/')).toBe(true)
  })

  it('answers no method but GET', () => {
    expect(ask('app://lab-companion/', 'POST')).toBeNull()
  })
})

describe('links', () => {
  it.each(['https://console.example.com/x?y#z', 'http://127.0.0.1:8080/', 'http://localhost/'])('opens %s', (url) => {
    expect(isSafeToOpen(url)).toBe(true)
  })
  it.each(['http://example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'https://admin:redhatocp@example.com', 'smb://host/share', 'not a link', ''])(
    'does not open %s',
    (url) => {
      expect(isSafeToOpen(url)).toBe(false)
    },
  )
})
