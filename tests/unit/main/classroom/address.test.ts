import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { normaliseApiUrl } from '../../../../main/classroom/address'

describe('normaliseApiUrl', () => {
  it.each([
    ['api.ocp4.example.com', 'https://api.ocp4.example.com:6443'],
    ['  https://api.ocp4.example.com:6443/ ', 'https://api.ocp4.example.com:6443'],
    ['https://api.ocp4.example.com:6443/api?x=1#y', 'https://api.ocp4.example.com:6443'],
    ['localhost:17443', 'https://localhost:17443'],
    ['https://api.example.com:443', 'https://api.example.com:443'],
    ['127.0.0.1', 'https://127.0.0.1:6443'],
    ['[::1]:6443', 'https://[::1]:6443'],
  ])('%s -> %s', (typed, url) => expect(normaliseApiUrl(typed)).toBe(url))

  it('recognises the web console and says which address was probably meant', () => {
    expect(() => normaliseApiUrl('https://console-openshift-console.apps.ocp4.example.com/k8s/cluster')).toThrow(AppFailure)
    try {
      normaliseApiUrl('console-openshift-console.apps.ocp4.example.com')
    } catch (error) {
      expect((error as AppFailure).error).toMatchObject({ kind: 'cluster.unreachable', reason: 'notAnApi', detail: expect.stringContaining('https://api.ocp4.example.com:6443') as string })
    }
  })

  it.each(['', 'http://api.example.com', 'ftp://x', 'https://u:p@api.example.com', 'https://', 'a b'])('refuses %j', (typed) => {
    expect(() => normaliseApiUrl(typed)).toThrow(AppFailure)
  })
})
