import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse as parseYaml } from 'yaml'
import type { Json } from '../objects/json'
import { decodeProtobuf } from './protobuf'
import { ApiError, badRequest, PlainError } from './status'

// The real server's limit for a request's body.
const bodyLimit = 3 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString('utf8')
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > bodyLimit) throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The body as JSON, whatever of JSON, YAML and protobuf the content type says it is. An empty body is undefined. */
export async function readDocument(request: IncomingMessage): Promise<Json | undefined> {
  const body = await readBytes(request)
  if (body.length === 0) return undefined
  const type = mediaType(request)
  if (type === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(body)
  const text = body.toString('utf8')
  if (!type.includes('yaml')) {
    try {
      return JSON.parse(text) as Json
    } catch (error) {
      throw badRequest(`the object provided is unrecognized (must be of type JSON): ${(error as Error).message}`)
    }
  }
  try {
    // Without the limit a few lines of aliases would grow to gigabytes; an alias to itself does not survive becoming JSON.
    return JSON.parse(JSON.stringify(parseYaml(text, { maxAliasCount: 100 }))) as Json
  } catch (error) {
    throw badRequest(`error converting YAML to JSON: ${(error as Error).message}`)
  }
}

export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
}

export function unsupportedMedia(accepted: string[]): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`)
}

export function sendJson(response: ServerResponse, code: number, value: unknown, contentType = 'application/json'): void {
  const text = JSON.stringify(value)
  response.writeHead(code, { 'Cache-Control': 'no-cache, private', 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

export function sendText(response: ServerResponse, code: number, text: string, contentType = 'text/plain; charset=utf-8'): void {
  response.writeHead(code, { 'Content-Type': contentType, 'X-Content-Type-Options': 'nosniff', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

export function sendError(response: ServerResponse, error: ApiError): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (error instanceof PlainError) sendText(response, error.code, error.message)
  else sendJson(response, error.code, error.toStatus())
}
