import { parseFlags, sessionFlags, text } from './arguments'
import { Failure, serverFailure } from './failure'
import { sendJson, type Connection } from './http'
import { clusterName, currentSession, saveKubeconfig, type Kubeconfig, type Session } from './kubeconfig'
import { print } from './terminal'

interface Project {
  metadata: { name: string; annotations?: Record<string, string> }
}

const base = '/apis/project.openshift.io/v1'
const noProjects = "You are not a member of any projects. You can request a project to be created with the 'new-project' command."
// oc lists no more projects than this after a login.
const mostListed = 50

function displayName(project: Project): string {
  return project.metadata.annotations?.['openshift.io/display-name'] ?? ''
}

async function listProjects(connection: Connection): Promise<Project[]> {
  const { status, body } = await sendJson<{ items?: Project[] }>(connection, `${base}/projects`)
  if (status !== 200) throw serverFailure(status, body)
  return (body.items ?? []).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
}

async function getProject(connection: Connection, name: string): Promise<{ status: number; project: Project }> {
  const { status, body } = await sendJson<Project>(connection, `${base}/projects/${encodeURIComponent(name)}`)
  return { status, project: body }
}

async function allowed(connection: Connection, verb: string): Promise<boolean> {
  const json = { kind: 'SubjectAccessReview', apiVersion: 'authorization.openshift.io/v1', namespace: '', verb, resourceAPIGroup: 'project.openshift.io', resourceAPIVersion: 'v1', resource: 'projectrequests', resourceName: '' }
  const { body } = await sendJson<{ allowed?: boolean }>(connection, '/apis/authorization.openshift.io/v1/subjectaccessreviews', { method: 'POST', json })
  return body.allowed === true
}

/** What oc says of projects after a login; returns the one to use, '' for none. `wanted` is the current context's. */
export async function chooseProject(connection: Connection, wanted: string): Promise<string> {
  const names = (await listProjects(connection)).map((project) => project.metadata.name)
  const [first] = names
  if (first === undefined) {
    const canRequest = (await allowed(connection, 'list')) && (await allowed(connection, 'create'))
    print(
      canRequest
        ? "You don't have any projects. You can try to create a new project, by running\n\n    oc new-project <projectname>\n\n"
        : "You don't have any projects. Contact your system administrator to request a project.\n",
    )
    return ''
  }
  if (names.length === 1) {
    print(`You have one project on this server: ${JSON.stringify(first)}\n\nUsing project ${JSON.stringify(first)}.\n`)
    return first
  }
  const preferred = [wanted, 'default'].find((name) => names.includes(name)) ?? first
  const { status, project } = await getProject(connection, preferred)
  const chosen = status === 200 ? project.metadata.name : ''
  if (names.length > mostListed) print(`You have access to ${names.length} projects, the list has been suppressed. You can list all projects with 'oc projects'\n\n`)
  else {
    print("You have access to the following projects and can switch between them with 'oc project <projectname>':\n\n")
    for (const name of names) print(`${name === chosen ? '  * ' : '    '}${name}\n`)
    print('\n')
  }
  print(`Using project ${JSON.stringify(chosen)}.\n`)
  return chosen
}

export async function whoIs(connection: Connection): Promise<string> {
  const { status, body } = await sendJson<{ metadata?: { name?: string } }>(connection, '/apis/user.openshift.io/v1/users/~')
  if (status !== 200) throw serverFailure(status, body)
  return body.metadata?.name ?? ''
}

/** `NAMESPACE/CLUSTER/USER`; becomes the current context. */
export function useContext(config: Kubeconfig, server: string, user: string, namespace: string): void {
  const cluster = clusterName(server)
  const name = `${namespace}/${cluster}/${user}`
  config.contexts.set(name, { cluster, ...(namespace === '' ? {} : { namespace }), user: `${user}/${cluster}` })
  config.current = name
}

async function switchTo(session: Session, project: string): Promise<void> {
  useContext(session.config, session.server, await whoIs(session), project)
  saveKubeconfig(session.config)
}

export async function project(args: string[]): Promise<void> {
  const { flags, rest } = parseFlags('project', args, { short: 'switch' }, { q: 'short' })
  const session = currentSession(sessionFlags(flags))
  const [name, extra] = rest
  if (extra !== undefined) throw new Failure('error: Only one argument is supported (project name or context name).')
  const wanted = name ?? session.namespace
  const { status, project: found } = await getProject(session, wanted)
  if (name === undefined) {
    if (status === 403 || status === 404) throw new Failure(`error: you do not have rights to view project ${JSON.stringify(wanted)} specified in your config or the project doesn't exist`)
    if (status !== 200) throw serverFailure(status, found)
    return print(flags['short'] === true ? `${wanted}\n` : `Using project ${JSON.stringify(wanted)} on server ${JSON.stringify(session.server)}.\n`)
  }
  if (status === 403 || status === 404) throw await noMember(session, name, status)
  if (status !== 200) throw serverFailure(status, found)
  const already = name === session.namespace
  await switchTo(session, name)
  if (flags['short'] === true) print(`${name}\n`)
  else print(`${already ? 'Already on' : 'Now using'} project ${JSON.stringify(name)} on server ${JSON.stringify(session.server)}.\n`)
}

async function noMember(session: Session, name: string, status: number): Promise<Failure> {
  const known = await listProjects(session)
  const told = status === 404 ? `A project named ${JSON.stringify(name)} does not exist on ${JSON.stringify(session.server)}.` : `You are not a member of project ${JSON.stringify(name)}.`
  if (known.length === 0) return new Failure(`error: ${told}\n${noProjects}`)
  const lines = known.map((one) => (displayName(one) === '' ? `* ${one.metadata.name}` : `* ${displayName(one)} (${one.metadata.name})`))
  return new Failure(`error: ${told}\nYour projects are:\n${lines.join('\n')}`)
}

export async function projects(args: string[]): Promise<void> {
  const { flags } = parseFlags('projects', args, { short: 'switch' }, { q: 'short' })
  const session = currentSession(sessionFlags(flags))
  const all = await listProjects(session)
  if (flags['short'] === true) return print(all.map((one) => `${one.metadata.name}\n`).join(''))
  const [first] = all
  if (first === undefined) return print(`${noProjects}\n`)
  const line = (one: Project): string => `${one.metadata.name}${displayName(one) === '' ? '' : ` - ${displayName(one)}`}`
  const current = all.find((one) => one.metadata.name === session.namespace)
  if (all.length === 1) print(`You have one project on this server: ${JSON.stringify(line(first))}.\n`)
  else {
    // The gap before "project" is the real oc's.
    print("You have access to the following projects and can switch between them with ' project <projectname>':\n\n")
    for (const one of all) print(`${one === current ? '  * ' : '    '}${line(one)}\n`)
  }
  if (current !== undefined) print(`\nUsing project ${JSON.stringify(session.namespace)} on server ${JSON.stringify(session.server)}.\n`)
}

const afterNewProject = `
You can add applications to this project with the 'new-app' command. For example, try:

    oc new-app rails-postgresql-example

to build a new example application in Ruby. Or use kubectl to deploy a simple Kubernetes application:

    kubectl create deployment hello-node --image=k8s.gcr.io/e2e-test-images/agnhost:2.33 -- /agnhost serve-hostname

`

export async function newProject(args: string[]): Promise<void> {
  const { flags, rest } = parseFlags('new-project', args, { 'display-name': 'value', description: 'value', 'skip-config-write': 'switch' })
  const [name, extra] = rest
  if (name === undefined || extra !== undefined) throw new Failure('error: must have exactly one argument')
  const session = currentSession(sessionFlags(flags))
  const asked = await sendJson(session, `${base}/projectrequests`)
  if (asked.status !== 200) throw serverFailure(asked.status, asked.body)
  const json = { kind: 'ProjectRequest', apiVersion: 'project.openshift.io/v1', metadata: { name, creationTimestamp: null }, displayName: text(flags, 'display-name'), description: text(flags, 'description') }
  const { status, body } = await sendJson(session, `${base}/projectrequests`, { method: 'POST', json })
  if (status !== 201) throw serverFailure(status, body)
  if (flags['skip-config-write'] === true) return print(`To switch to this project and start adding applications, use:\n\n    oc project ${name}\n`)
  await switchTo(session, name)
  print(`Now using project ${JSON.stringify(name)} on server ${JSON.stringify(session.server)}.\n${afterNewProject}`)
}

export async function status(args: string[]): Promise<void> {
  const { flags } = parseFlags('status', args, { suggest: 'switch' })
  const session = currentSession(sessionFlags(flags))
  const { status: code, project: found } = await getProject(session, session.namespace)
  if (code === 403 || code === 404) throw new Failure(`error: you do not have rights to view project ${JSON.stringify(session.namespace)} specified in your config or the project doesn't exist`)
  if (code !== 200) throw serverFailure(code, found)
  const name = displayName(found) === '' ? session.namespace : `${displayName(found)} (${session.namespace})`
  print(`In project ${name} on server ${session.server}\n\nYou have no services, deployment configs, or build configs.\nRun 'oc new-app' to create an application.\n`)
}
