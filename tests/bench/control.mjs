import { readFileSync } from 'node:fs'
import { request } from 'node:https'

/** Loading and listing take seconds; the limit is for a machine that does other things too. */
const limitMs = 120_000

/**
 * @typedef {object} Api what an administrator may ask of the classroom
 * @property {(method: string, path: string, body?: object, type?: string) => Promise<string>} ask rejects for any answer but a good one; `type`: the
 *   body's, where it is no plain JSON
 * @property {Record<string, string>} headers with the token
 * @property {Buffer} ca
 *
 * @param {import('./classroom.mjs').Classroom} classroom
 * @returns {Promise<Api>}
 */
export async function openApi({ apiUrl, caFile, admin }) {
  const ca = readFileSync(caFile)
  /**
   * @param {string} url
   * @param {string} method
   * @param {Record<string, string>} headers
   * @param {object} [body]
   * @returns {Promise<{ status: number, text: string, location: string }>}
   */
  const send = (url, method, headers, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const asked = request(url, { method, ca, agent: false, headers: { ...headers, 'Content-Length': Buffer.byteLength(text) }, timeout: limitMs }, async (response) => {
        const parts = []
        for await (const part of response) parts.push(part)
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), location: response.headers.location ?? '' })
      })
      asked.on('error', reject).on('timeout', () => asked.destroy(new Error(`${url} did not answer`)))
      asked.end(text)
    })
  const { issuer, authorization_endpoint: endpoint } = JSON.parse((await send(`${apiUrl}/.well-known/oauth-authorization-server`, 'GET', {})).text)
  const query = new URLSearchParams({ client_id: 'openshift-challenging-client', response_type: 'token', redirect_uri: `${issuer}/oauth/token/implicit` })
  const basic = Buffer.from(`${admin.name}:${admin.password}`).toString('base64')
  const { location } = await send(`${endpoint}?${query}`, 'GET', { 'X-CSRF-Token': '1', Authorization: `Basic ${basic}` })
  const headers = { Authorization: `Bearer ${new URLSearchParams(new URL(location).hash.slice(1)).get('access_token')}` }
  return {
    ca,
    headers,
    async ask(method, path, body, type) {
      const answer = await send(`${apiUrl}${path}`, method, type === undefined ? headers : { ...headers, 'Content-Type': type }, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
      return answer.text
    }
  }
}
