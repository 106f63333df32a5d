const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter)
}

const style = `
  :root { color-scheme: light dark; --page: #f2f2f2; --card: #fff; --line: #dadada; --text: #1a1a1a; --quiet: #5f5f5f; --accent: #0060c0; --on-accent: #fff; --ok: #37690f; --danger: #a83409; }
  @media (prefers-color-scheme: dark) { :root { --page: #151515; --card: #1f1f1f; --line: #333; --text: #ececec; --quiet: #9e9e9e; --accent: #92c5f9; --on-accent: #0d2136; --ok: #87bb62; --danger: #f4784a; } }
  body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 'Red Hat Text', system-ui, sans-serif; }
  header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: center; padding: 12px max(24px, calc(50% - 480px)); background: #151515; color: #fff; font-weight: 600; }
  header nav { display: flex; flex: 1; gap: 24px; justify-content: flex-end; font-weight: 400; } header a { color: #92c5f9; }
  main { box-sizing: border-box; max-width: 960px; margin: 24px auto; padding: 8px 24px 24px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
  a { color: var(--accent); } h1 { font-size: 20px; } h2 { margin-top: 32px; font-size: 15px; }
  table { width: 100%; border-collapse: collapse; } th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; } th { color: var(--quiet); font-weight: 500; }
  .good { color: var(--ok); } .bad { color: var(--danger); font-weight: 600; } .quiet, small { color: var(--quiet); }
  details { margin-top: 12px; } summary { cursor: pointer; color: var(--accent); }
  label { display: block; margin: 12px 0; } input { box-sizing: border-box; display: block; width: 280px; padding: 6px 10px; border: 1px solid var(--quiet); border-radius: 4px; background: transparent; color: inherit; font: inherit; }
  button { padding: 8px 20px; border: 0; border-radius: 4px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 500; cursor: pointer; }
  pre { overflow-x: auto; padding: 12px; border: 1px solid var(--line); border-radius: 4px; } [role=alert] { color: var(--danger); font-weight: 600; }
`

/** A whole page around `body`, and `links` at its top, which are trusted: everything foreign in them has to be escaped already. */
export function page(title: string, body: string, links = ''): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>
<header><span>Practice classroom</span><nav aria-label="Account">${links}</nav></header>
<main>
${body}
</main>
</body></html>
`
}

const reasons: Record<string, string> = {
  access_denied: 'Invalid login or password. Please try again.',
  token_expired: 'Could not check CSRF token. Please try again.',
}

export function loginPage(then: string, csrf: string, reason: string): string {
  const told = reasons[reason]
  return page(
    'Log in · Practice classroom',
    `<h1>Log in to the practice classroom</h1>
${told === undefined ? '' : `<p role="alert">${escapeHtml(told)}</p>`}
<form action="/login" method="POST">
<input type="hidden" name="then" value="${escapeHtml(then)}"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<label>Username <input name="username" autocomplete="username" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit">Log in</button>
</form>`,
  )
}

export function displayFormPage(code: string, csrf: string): string {
  return page(
    'Display token · Practice classroom',
    `<form action="/oauth/token/display" method="POST">
<input type="hidden" name="code" value="${escapeHtml(code)}"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<button type="submit">Display Token</button>
</form>`,
  )
}

export function tokenPage(token: string, apiUrl: string): string {
  return page(
    'Your API token · Practice classroom',
    `<h1>Your API token is</h1>
<pre><code>${escapeHtml(token)}</code></pre>
<h2>Log in with this token</h2>
<pre>oc login <span>--token=${escapeHtml(token)}</span> <span>--server=${escapeHtml(apiUrl)}</span></pre>
<h2>Use this token directly against the API</h2>
<pre>curl <span>-H "Authorization: Bearer ${escapeHtml(token)}"</span> <span>"${escapeHtml(apiUrl)}/apis/user.openshift.io/v1/users/~"</span></pre>
<p><a href="/oauth/token/request">Request another token</a></p>`,
  )
}

export function tokenErrorPage(message: string): string {
  return page('Error · Practice classroom', `<p role="alert">Error getting token</p><pre>${escapeHtml(message)}</pre><p><a href="/oauth/token/request">Request another token</a></p>`)
}

export function implicitText(issuer: string): string {
  return `You have reached this page by following a redirect Location header from an OAuth authorize request.

If a response_type=token parameter was passed to the /authorize endpoint, that requested an
"Implicit Grant" OAuth flow (see https://tools.ietf.org/html/rfc6749#section-4.2).

That flow requires the access token to be returned in the fragment portion of a redirect header.
Rather than following the redirect here, you can obtain the access token from the Location header
(see https://tools.ietf.org/html/rfc6749#section-4.2.2):

  1. Parse the URL in the Location header and extract the fragment portion
  2. Parse the fragment using the "application/x-www-form-urlencoded" format
  3. The access_token parameter contains the granted OAuth access token

The token can also be seen at ${issuer}/oauth/token/request
`
}
