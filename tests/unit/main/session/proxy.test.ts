import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../../../main/session/proxy'

const by = (url: string, NO_PROXY: string, HTTPS_PROXY = 'proxy:3128') => proxyFor(new URL(url), { HTTPS_PROXY, NO_PROXY })?.href ?? null
const through = 'http://proxy:3128/'

describe('proxyFor', () => {
  it('takes the proxy of https only, in either spelling, with or without a scheme', () => {
    const url = new URL('https://api.example.com:6443')
    expect(proxyFor(url, {})).toBeNull()
    expect(proxyFor(url, { HTTP_PROXY: 'http://p' })).toBeNull()
    expect(proxyFor(url, { https_proxy: 'http://p:1' })?.href).toBe('http://p:1/')
    expect(proxyFor(url, { HTTPS_PROXY: 'https://p:1' })?.href).toBe('https://p:1/')
    expect(proxyFor(url, { HTTPS_PROXY: 'p:1', https_proxy: 'q:1' })?.href).toBe('http://p:1/')
    expect(proxyFor(url, { HTTPS_PROXY: 'http://[bad' })).toBeNull()
  })

  it.each([
    ['https://api.example.com:6443', 'example.com', null],
    ['https://example.com', 'example.com', null],
    ['https://notexample.com', 'example.com', through],
    ['https://api.example.com', '.example.com', null],
    ['https://example.com', '.example.com', through],
    ['https://api.example.com', '*.example.com', null],
    ['https://API.Example.com', 'api.EXAMPLE.com', null],
    ['https://api.example.com:6443', 'api.example.com:6443', null],
    ['https://api.example.com:6443', 'api.example.com:443', through],
    ['https://api.example.com', 'api.example.com:443', null],
    ['https://10.1.2.3:6443', '10.0.0.0/8', null],
    ['https://11.1.2.3:6443', '10.0.0.0/8', through],
    ['https://10.1.2.3', '10.1.2.3', null],
    ['https://[fd00::1]:6443', 'fd00::/8', null],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', null],
    ['https://anything.example.com', '*', null],
    ['https://api.example.com', ' other.com , example.com ', null],
    ['https://api.example.com', '10.0.0.0/99,x/y,,', through],
  ])('%s with NO_PROXY=%s -> %s', (url, noProxy, expected) => expect(by(url, noProxy)).toBe(expected))

  it.each(['https://localhost:6443', 'https://127.0.0.1:6443', 'https://127.9.9.9', 'https://[::1]:6443'])('goes directly to %s', (url) => expect(by(url, '')).toBeNull())
})
