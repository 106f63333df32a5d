import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Call, type Classroom, type Reply } from '../classroom'

let classroom: Classroom
let issuer: string

beforeAll(async () => {
  classroom = await openClassroom()
  issuer = (await classroom.api(undefined, '/.well-known/oauth-authorization-server')).body.issuer
})
afterAll(() => classroom.close())

const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
const challenger = () => ({ client_id: 'openshift-challenging-client', redirect_uri: `${issuer}/oauth/token/implicit` })

function authorize(query: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  return classroom.call(`${issuer}/oauth/authorize?${new URLSearchParams(query).toString()}`, { headers })
}

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  const call: Call = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(form).toString() }
  return classroom.call(`${issuer}${path}`, call)
}

describe('the OAuth server', () => {
  it('challenges only who sends X-CSRF-Token', async () => {
    const query = { ...challenger(), response_type: 'token' }
    const bare = await authorize(query)
    expect(bare).toMatchObject({ status: 401, text: 'A non-empty X-CSRF-Token header is required to receive basic-auth challenges' })
    expect(bare.headers['warning']).toBe('199 Origin "A non-empty X-CSRF-Token header is required to receive basic-auth challenges"')
    const challenged = await authorize(query, { 'X-CSRF-Token': '1' })
    expect(challenged).toMatchObject({ status: 401, text: '', headers: { 'www-authenticate': 'Basic realm="openshift"' } })
    expect((await authorize(query, { 'X-CSRF-Token': '1', Authorization: basic('admin', 'wrong') })).status).toBe(401)
    expect((await authorize(query, { Authorization: basic('admin', 'redhatocp') })).headers['location']).toMatch(
      /\/oauth\/token\/implicit#access_token=sha256~[\w-]{43}&expires_in=86400&scope=user%3Afull&token_type=Bearer$/,
    )
  })

  it('gives a token for a code once, and only to who knows the verifier', async () => {
    const verifier = randomBytes(48).toString('base64url')
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const code = async () => {
      const { status, headers } = await authorize({ ...challenger(), response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' }, { 'X-CSRF-Token': '1', Authorization: basic('developer', 'developer') })
      expect(status).toBe(302)
      return new URL(String(headers['location'])).searchParams.get('code') ?? ''
    }
    const client = { Authorization: basic('openshift-challenging-client', '') }
    const redeem = (given: string, secret: string) => post('/oauth/token', { code: given, code_verifier: secret, grant_type: 'authorization_code', redirect_uri: challenger().redirect_uri }, client)
    const wrong = await redeem(await code(), 'wrong'.repeat(9))
    expect([wrong.status, JSON.parse(wrong.text).error]).toEqual([400, 'invalid_grant'])
    const good = await code()
    const token = await redeem(good, verifier)
    expect(JSON.parse(token.text)).toEqual({ access_token: expect.stringMatching(/^sha256~/), expires_in: 86400, scope: 'user:full', token_type: 'Bearer' })
    const again = await redeem(good, verifier)
    expect([again.status, JSON.parse(again.text).error]).toEqual([400, 'unauthorized_client'])
  })

  it('refuses what it does not know, in the recorded ways', async () => {
    const refused = async (query: Record<string, string>) => (JSON.parse((await authorize(query)).text) as { error: string }).error
    expect(await refused({ client_id: 'nosuch', response_type: 'token' })).toBe('unauthorized_client')
    expect(await refused({ client_id: 'openshift-challenging-client', response_type: 'token', redirect_uri: 'https://evil.example/x' })).toBe('invalid_request')
    const bogus = await authorize({ ...challenger(), response_type: 'bogus' })
    expect(bogus.headers['location']).toBe(
      `${issuer}/oauth/token/implicit?error=unsupported_response_type&error_description=The+authorization+server+does+not+support+obtaining+a+token+using+this+method.`,
    )
    expect(JSON.parse((await post('/oauth/token', { grant_type: 'password', username: 'admin', password: 'redhatocp' }, { Authorization: basic('openshift-challenging-client', '') })).text).error).toBe('access_denied')
  })

  it('shows a token in the browser after the login form, and only with the form’s own secret', async () => {
    const start = await classroom.call(`${issuer}/oauth/token/request`)
    const toLogin = await classroom.call(String(start.headers['location']))
    const then = new URL(String(toLogin.headers['location']), issuer).searchParams.get('then') ?? ''
    const form = await classroom.call(`${issuer}${String(toLogin.headers['location'])}`)
    const cookie = String(form.headers['set-cookie']).split(';')[0] ?? ''
    const csrf = cookie.slice('csrf='.length)
    const forged = await post('/login', { then, csrf: 'x', username: 'admin', password: 'redhatocp' }, { Cookie: cookie })
    expect(forged.headers['location']).toContain('reason=token_expired')
    const wrong = await post('/login', { then, csrf, username: 'admin', password: 'no' }, { Cookie: cookie })
    expect(wrong.headers['location']).toMatch(/^\/login\?reason=access_denied&then=/)
    const signedIn = await post('/login', { then, csrf, username: 'admin', password: 'redhatocp' }, { Cookie: cookie })
    expect(signedIn.headers['location']).toBe(then)
    const session = `${cookie}; ${String(signedIn.headers['set-cookie']).split(';')[0] ?? ''}`
    const granted = await classroom.call(`${issuer}${then}`, { headers: { Cookie: session } })
    const code = new URL(String(granted.headers['location'])).searchParams.get('code') ?? ''
    const display = await post('/oauth/token/display', { code, csrf }, { Cookie: cookie })
    expect(display.text).toMatch(/oc login <span>--token=sha256~[\w-]{43}<\/span> <span>--server=https:\/\/127\.0\.0\.1:\d+<\/span>/)
    expect((await post('/login', { then: '//evil.example', csrf, username: 'admin', password: 'redhatocp' }, { Cookie: cookie })).headers['location']).toBe('/')
  })

  it('takes a token back, and lets one die', async () => {
    const token = await classroom.token('kubeadmin')
    const name = `sha256~${createHash('sha256').update(token.slice('sha256~'.length)).digest('base64url')}`
    expect((await classroom.api('kubeadmin', '/api/v1/nodes')).status).toBe(200)
    expect((await classroom.api('kubeadmin', `/apis/oauth.openshift.io/v1/oauthaccesstokens/${name}`, { method: 'DELETE' })).status).toBe(200)
    expect((await classroom.api('kubeadmin', '/api/v1/nodes')).status).toBe(401)
    // A token's birth is kept in whole seconds: one of a second may be dead at once.
    const brief = await openClassroom({ tokenLifetimeSeconds: 3 })
    try {
      expect((await brief.api('admin', '/api/v1/nodes')).status).toBe(200)
      await expect.poll(async () => (await brief.api('admin', '/api/v1/nodes')).status, { timeout: 15_000 }).toBe(401)
    } finally {
      await brief.close()
    }
  })

  it('shows the read-only console to who has logged in, and escapes what it shows', async () => {
    const consoleUrl = classroom.practice.consoleUrl
    await classroom.api('admin', '/apis/project.openshift.io/v1/projectrequests', { method: 'POST', body: JSON.stringify({ metadata: { name: 'hostile' }, displayName: '<script>alert(1)</script>' }) })
    const out = await classroom.call(consoleUrl)
    expect(out.status).toBe(302)
    const granted = await classroom.call(String(out.headers['location']), { headers: { Authorization: basic('admin', 'redhatocp') } })
    const back = await classroom.call(String(granted.headers['location']))
    const page = await classroom.call(consoleUrl, { headers: { Cookie: String(back.headers['set-cookie']).split(';')[0] ?? '' } })
    expect(page.text).toContain('This is the practice classroom')
    expect(page.text).toContain('rhel9-web')
    expect(page.text).toContain('&lt;script&gt;alert(1)')
    expect(page.text).not.toContain('<script>')
  })
})
