import type { Json, JsonObject } from '../objects/json'
import { badRequest } from './status'

/**
 * Kubernetes' protobuf bodies, which kubectl sends for the kinds that it has compiled in.
 * Field numbers are those of k8s.io/api's generated.proto files; fields not listed here are not read.
 */
const messages: Record<string, Record<number, Field>> = {}

type Scalar = 'string' | 'bytes' | 'int' | 'bool' | 'stringMap' | 'bytesMap' | 'quantityMap' | 'intOrString' | 'time'
type Field = { name: string; type: Scalar | (string & {}); repeated: boolean }

/** Each field is written `name=number:type`, with `[]` for a list; the type is string unless told. The fields of one called `inline` are its owner's. */
function message(name: string, fields: string): void {
  const parsed = fields.split(/\s+/).map((field) => {
    const [, fieldName = '', number = '0', type = 'string', list] = /^(\w+)=(\d+)(?::(\w+))?(\[\])?$/.exec(field) ?? []
    return [Number(number), { name: fieldName, type, repeated: list !== undefined }] as const
  })
  messages[name] = Object.fromEntries(parsed)
}

message('Unknown', 'typeMeta=1:TypeMeta raw=2:bytes contentEncoding=3 contentType=4')
message('TypeMeta', 'apiVersion=1 kind=2')
message('ObjectMeta', 'name=1 generateName=2 namespace=3 uid=5 resourceVersion=6 labels=11:stringMap annotations=12:stringMap ownerReferences=13:OwnerReference[] finalizers=14[]')
message('OwnerReference', 'kind=1 name=3 uid=4 apiVersion=5 controller=6:bool blockOwnerDeletion=7:bool')
message('LabelSelector', 'matchLabels=1:stringMap matchExpressions=2:LabelSelectorRequirement[]')
message('LabelSelectorRequirement', 'key=1 operator=2 values=3[]')
message('LocalObjectReference', 'name=1')

message('Namespace', 'metadata=1:ObjectMeta')
message('ConfigMap', 'metadata=1:ObjectMeta data=2:stringMap binaryData=3:bytesMap immutable=4:bool')
message('Secret', 'metadata=1:ObjectMeta data=2:bytesMap type=3 stringData=4:stringMap immutable=5:bool')
message('ServiceAccount', 'metadata=1:ObjectMeta imagePullSecrets=3:LocalObjectReference[]')
message('Service', 'metadata=1:ObjectMeta spec=2:ServiceSpec')
message('ServiceSpec', 'ports=1:ServicePort[] selector=2:stringMap clusterIP=3 type=4 sessionAffinity=7 externalName=10')
message('ServicePort', 'name=1 protocol=2 port=3:int targetPort=4:intOrString nodePort=5:int')
message('ResourceQuota', 'metadata=1:ObjectMeta spec=2:ResourceQuotaSpec')
message('ResourceQuotaSpec', 'hard=1:quantityMap scopes=2[]')
message('TokenRequest', 'metadata=1:ObjectMeta')
message('Pod', 'metadata=1:ObjectMeta spec=2:PodSpec')
message('PodTemplateSpec', 'metadata=1:ObjectMeta spec=2:PodSpec')
message('PodSpec', 'volumes=1:Volume[] containers=2:Container[] restartPolicy=3 terminationGracePeriodSeconds=4:int dnsPolicy=6 nodeSelector=7:stringMap serviceAccountName=8 nodeName=10 hostNetwork=11:bool hostPID=12:bool hostIPC=13:bool initContainers=20:Container[] tolerations=22:Toleration[]')
message('Container', 'name=1 image=2 command=3[] args=4[] workingDir=5 ports=6:ContainerPort[] env=7:EnvVar[] resources=8:ResourceRequirements volumeMounts=9:VolumeMount[] imagePullPolicy=14 securityContext=15:SecurityContext stdin=16:bool stdinOnce=17:bool tty=18:bool')
message('SecurityContext', 'privileged=2:bool runAsUser=4:int runAsNonRoot=5:bool')
message('VolumeMount', 'name=1 readOnly=2:bool mountPath=3 subPath=4')
message('Volume', 'name=1 inline=2:VolumeSource')
message('VolumeSource', 'hostPath=1:HostPath emptyDir=2:EmptyDir secret=6:SecretSource persistentVolumeClaim=10:ClaimSource')
message('HostPath', 'path=1 type=2')
message('EmptyDir', 'medium=1')
message('SecretSource', 'secretName=1')
message('ClaimSource', 'claimName=1 readOnly=2:bool')
message('Toleration', 'key=1 operator=2 value=3 effect=4 tolerationSeconds=5:int')
message('ContainerPort', 'name=1 hostPort=2:int containerPort=3:int protocol=4')
message('EnvVar', 'name=1 value=2')
message('ResourceRequirements', 'limits=1:quantityMap requests=2:quantityMap')
message('Eviction', 'metadata=1:ObjectMeta deleteOptions=2:DeleteOptions')
message('DeleteOptions', 'gracePeriodSeconds=1:int propagationPolicy=4 dryRun=5[]')

message('Deployment', 'metadata=1:ObjectMeta spec=2:DeploymentSpec')
message('DeploymentSpec', 'replicas=1:int selector=2:LabelSelector template=3:PodTemplateSpec')
message('Job', 'metadata=1:ObjectMeta spec=2:JobSpec')
message('JobSpec', 'parallelism=1:int completions=2:int selector=4:LabelSelector template=6:PodTemplateSpec backoffLimit=7:int')
message('CronJob', 'metadata=1:ObjectMeta spec=2:CronJobSpec')
message('CronJobSpec', 'schedule=1 concurrencyPolicy=3 suspend=4:bool jobTemplate=5:JobTemplateSpec')
message('JobTemplateSpec', 'metadata=1:ObjectMeta spec=2:JobSpec')
message('PodDisruptionBudget', 'metadata=1:ObjectMeta spec=2:PodDisruptionBudgetSpec')
message('PodDisruptionBudgetSpec', 'minAvailable=1:intOrString selector=2:LabelSelector maxUnavailable=3:intOrString')
message('PriorityClass', 'metadata=1:ObjectMeta value=2:int globalDefault=3:bool description=4')

message('PolicyRule', 'verbs=1[] apiGroups=2[] resources=3[] resourceNames=4[] nonResourceURLs=5[]')
message('Role', 'metadata=1:ObjectMeta rules=2:PolicyRule[]')
message('ClusterRole', 'metadata=1:ObjectMeta rules=2:PolicyRule[]')
message('Subject', 'kind=1 apiGroup=2 name=3 namespace=4')
message('RoleRef', 'apiGroup=1 kind=2 name=3')
message('RoleBinding', 'metadata=1:ObjectMeta subjects=2:Subject[] roleRef=3:RoleRef')
message('ClusterRoleBinding', 'metadata=1:ObjectMeta subjects=2:Subject[] roleRef=3:RoleRef')

message('SelfSubjectReview', 'metadata=1:ObjectMeta')
message('SelfSubjectAccessReview', 'metadata=1:ObjectMeta spec=2:AccessReviewSpec')
message('AccessReviewSpec', 'resourceAttributes=1:ResourceAttributes nonResourceAttributes=2:NonResourceAttributes')
message('ResourceAttributes', 'namespace=1 verb=2 group=3 version=4 resource=5 subresource=6 name=7')
message('NonResourceAttributes', 'path=1 verb=2')
message('SelfSubjectRulesReview', 'metadata=1:ObjectMeta spec=2:SelfSubjectRulesReviewSpec')
message('SelfSubjectRulesReviewSpec', 'namespace=1')

/** Starts every body: `k8s` and a zero byte. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0])

/** Throws ApiError 400 for bytes that are not a message, or whose kind is not known here. */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, magic.length).equals(magic)) throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  const { typeMeta, raw } = decodeMessage('Unknown', body.subarray(magic.length), bytes) as { typeMeta?: { apiVersion?: string; kind?: string }; raw?: Buffer }
  const kind = typeMeta?.kind ?? ''
  if (!Object.hasOwn(messages, kind)) throw badRequest(`${kind || 'an unnamed kind'} cannot be read as protobuf here; send it as JSON`)
  return { apiVersion: typeMeta?.apiVersion ?? '', kind, ...decodeMessage(kind, raw ?? Buffer.alloc(0), base64) }
}

type BytesReader = (value: Buffer) => unknown
const base64: BytesReader = (value) => value.toString('base64')
const bytes: BytesReader = (value) => value

interface Wire {
  number: number
  /** Bytes of a length-delimited field, or the number of a varint. */
  value: Buffer | number
}

function* fieldsOf(body: Buffer): Generator<Wire> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = body[at]
      // Ten bytes are the longest varint.
      if (byte === undefined || shift > 63) throw badRequest('the protobuf message is cut off')
      at += 1
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => {
    if (at + length > body.length) throw badRequest('the protobuf message is cut off')
    at += length
    return body.subarray(at - length, at)
  }
  while (at < body.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() }
        break
      case 1:
        take(8)
        break
      case 2:
        yield { number, value: take(varint()) }
        break
      case 5:
        take(4)
        break
      default:
        throw badRequest('the protobuf message has a field of an unknown type')
    }
  }
}

function decodeMessage(name: string, body: Buffer, readBytes: BytesReader): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const { number, value } of fieldsOf(body)) {
    const field = messages[name]?.[number]
    if (field === undefined) continue
    if (field.type.endsWith('Map')) result[field.name] = { ...(result[field.name] as object | undefined), ...decodeEntry(field.type, asBytes(value)) }
    else {
      const decoded = decodeValue(field.type, value, readBytes)
      if (field.name === 'inline') Object.assign(result, decoded)
      else if (field.repeated) result[field.name] = [...((result[field.name] as unknown[] | undefined) ?? []), decoded]
      // Go writes empty strings where JSON leaves the field out.
      else if (decoded !== '') result[field.name] = decoded
    }
  }
  return result
}

function decodeValue(type: string, value: Buffer | number, readBytes: BytesReader): unknown {
  switch (type) {
    case 'string':
      return asBytes(value).toString('utf8')
    case 'bytes':
      return readBytes(asBytes(value))
    case 'int':
      return typeof value === 'number' ? value : 0
    case 'bool':
      return value === 1
    case 'intOrString':
      return intOrString(asBytes(value))
    default:
      return decodeMessage(type, asBytes(value), readBytes)
  }
}

function asBytes(value: Buffer | number): Buffer {
  if (typeof value === 'number') throw badRequest('the protobuf message has a number where a text belongs')
  return value
}

function intOrString(body: Buffer): Json {
  const parts = new Map([...fieldsOf(body)].map(({ number, value }) => [number, value]))
  const text = parts.get(3)
  return parts.get(1) === 1 ? (text instanceof Buffer ? text.toString('utf8') : '') : Number(parts.get(2) ?? 0)
}

function decodeEntry(type: string, body: Buffer): Record<string, string> {
  const parts = new Map([...fieldsOf(body)].map(({ number, value }) => [number, asBytes(value)]))
  const key = parts.get(1)?.toString('utf8') ?? ''
  const value = parts.get(2) ?? Buffer.alloc(0)
  if (type === 'bytesMap') return { [key]: value.toString('base64') }
  if (type === 'stringMap') return { [key]: value.toString('utf8') }
  // A quantity is a message with its text as field 1.
  const [text] = [...fieldsOf(value)]
  return { [key]: text?.value instanceof Buffer ? text.value.toString('utf8') : '0' }
}
