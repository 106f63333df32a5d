/**
 * No script but our own files, no connection to anywhere, no frame, no form target. Styles may be inline because xterm.js and React set them
 * so; images may be blobs because screenshots are.
 */
const RULES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
]

/** In the page itself, put there by the build: it holds even where the page is loaded by something else than our scheme. Frames are a header's matter. */
export const PAGE_POLICY = RULES.join('; ')

/** In the header of every answer. */
export const HEADER_POLICY = [...RULES, "frame-ancestors 'none'"].join('; ')
