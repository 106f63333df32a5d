import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

describe('rights', () => {
  it('forbids a developer the nodes, in the real words', async () => {
    expect(await classroom.kubectl('developer', 'get', 'nodes')).toMatchObject({
      code: 1,
      stderr: 'Error from server (Forbidden): nodes is forbidden: User "developer" cannot list resource "nodes" in API group "" at the cluster scope\n',
    })
    expect((await classroom.kubectl('developer', 'get', 'vm', '-n', 'vms-prod')).stderr).toBe(
      'Error from server (Forbidden): virtualmachines.kubevirt.io is forbidden: User "developer" cannot list resource "virtualmachines" in API group "kubevirt.io" in the namespace "vms-prod"\n',
    )
    expect(await classroom.api('developer', '/apis/project.openshift.io/v1/projects/nosuch')).toMatchObject({
      status: 403,
      body: { message: 'projects.project.openshift.io "nosuch" is forbidden: User "developer" cannot get resource "projects" in API group "project.openshift.io" in the namespace "nosuch"' },
    })
  })

  it('shows everyone only their own projects', async () => {
    const names = async (user: string) => (await classroom.kubectl(user, 'get', 'projects', '-o', 'name')).stdout.trim().split('\n')
    expect(await names('developer')).toEqual(['project.project.openshift.io/vms-dev'])
    expect((await names('admin')).length).toBeGreaterThan(60)
    expect((await names('kubeadmin')).length).toBeGreaterThan(60)
  })

  it('answers 401 to a bad token, 403 to none, and version and discovery to everyone', async () => {
    const bad = await classroom.api(undefined, '/api/v1/nodes', { headers: { Authorization: 'Bearer sha256~nonsense' } })
    expect(bad).toEqual({ status: 401, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'Unauthorized', reason: 'Unauthorized', code: 401 } })
    expect(await classroom.api(undefined, '/apis/user.openshift.io/v1/users/~')).toMatchObject({
      status: 403,
      body: {
        message: 'users.user.openshift.io "~" is forbidden: User "system:anonymous" cannot get resource "users" in API group "user.openshift.io" at the cluster scope',
        details: { name: '~', group: 'user.openshift.io', kind: 'users' },
      },
    })
    expect(await classroom.api(undefined, '/metrics')).toMatchObject({ status: 403, body: { message: 'forbidden: User "system:anonymous" cannot get path "/metrics"' } })
    // Discovery is everybody's, so that a client after a logout is told what it may not read, and not that there is nothing.
    expect((await classroom.api(undefined, '/api')).status).toBe(200)
    expect(await classroom.api(undefined, '/version')).toMatchObject({ status: 200, body: { gitVersion: 'v1.32.6' } })
  })

  it('lets a developer request a project, rule it, and no other', async () => {
    const requested = await classroom.api('developer', '/apis/project.openshift.io/v1/projectrequests', { method: 'POST', body: JSON.stringify({ kind: 'ProjectRequest', apiVersion: 'project.openshift.io/v1', metadata: { name: 'mine' }, displayName: 'Mine' }) })
    expect(requested).toMatchObject({ status: 201, body: { kind: 'Project', metadata: { annotations: { 'openshift.io/display-name': 'Mine', 'openshift.io/requester': 'developer' } } } })
    expect((await classroom.kubectl('developer', 'auth', 'can-i', 'create', 'vm', '-n', 'mine')).stdout).toBe('yes\n')
    expect((await classroom.kubectl('developer', 'auth', 'can-i', 'create', 'vm', '-n', 'vms-prod')).stdout).toBe('no\n')
    expect((await classroom.kubectl('developer', 'create', 'rolebinding', 'guest', '-n', 'mine', '--clusterrole=view', '--user=someone')).code).toBe(0)
    const again = await classroom.api('developer', '/apis/project.openshift.io/v1/projectrequests', { method: 'POST', body: JSON.stringify({ metadata: { name: 'mine' } }) })
    expect(again).toMatchObject({ status: 409, body: { message: 'project.project.openshift.io "mine" already exists', reason: 'AlreadyExists' } })
    expect(await classroom.kubectl('developer', 'delete', 'project', 'mine')).toMatchObject({ code: 0, stdout: 'project.project.openshift.io "mine" deleted\n' })
  })

  it('says who asks', async () => {
    const review = { method: 'POST', body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}' }
    const { body } = await classroom.api('kubeadmin', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review)
    expect(body.status.userInfo).toEqual({ username: 'kube:admin', groups: ['system:cluster-admins', 'system:authenticated'] })
    expect((await classroom.api('developer', '/apis/user.openshift.io/v1/users/~')).body).toMatchObject({ kind: 'User', metadata: { name: 'developer' }, identities: ['htpasswd_provider:developer'] })
  })
})
