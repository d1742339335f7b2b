import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { STAGES } from '@techdeck/contracts'
import { readDevstackEnv } from '../env.ts'
import { pythonWithTools, runPython } from '../python/python-tools.ts'
import { findOnPath } from '../servers/on-path.ts'

const run = promisify(execFile)
const OVERLAYS = join(import.meta.dirname, '../../../deploy/k8s/overlays')
const CHECK = join(import.meta.dirname, '../python/check_manifests.py')
/** The oldest and the newest that get mends. */
const VERSIONS = ['1.34', '1.37']

interface Container {
  image: string
  command?: string[]
  env?: { name: string; value?: string }[]
  ports: { name: string; containerPort: number }[]
  livenessProbe: { httpGet: object; initialDelaySeconds?: number; periodSeconds: number }
  readinessProbe?: { httpGet: object; initialDelaySeconds?: number; periodSeconds: number }
  resources: { requests: object; limits: object }
  securityContext: object
}
interface PodSpec {
  automountServiceAccountToken: boolean
  securityContext: object
  terminationGracePeriodSeconds?: number
  topologySpreadConstraints?: object[]
  containers: Container[]
}
interface Manifest {
  kind: string
  metadata: { name: string; namespace?: string; labels?: { [name: string]: string } }
  spec: {
    replicas?: number
    selector: { matchLabels: { [name: string]: string } }
    template: { metadata: { labels: { [name: string]: string } }; spec: PodSpec }
    [field: string]: unknown
  }
}

const { path, ...tools } = readDevstackEnv(process.env)
const kustomize = await findOnPath(['kustomize', 'kubectl'], path)
const python = kustomize && (await pythonWithTools({ path, ...tools }).catch(() => null))
const why = kustomize ? 'Python’s tools cannot be had' : 'neither kustomize nor kubectl is on PATH'
if (!python) console.warn(`The manifests for Kubernetes are not tested: ${why}.`)

/** What `kubectl apply -k` would send. */
async function rendered(overlay: string): Promise<string> {
  const verb = kustomize!.endsWith('kubectl') ? 'kustomize' : 'build'
  const { stdout } = await run(kustomize!, [verb, join(OVERLAYS, overlay)], { maxBuffer: 16 << 20 })
  return stdout
}

const described = python ? describe : describe.skip
described.each(['dev', 'production'])('the manifests for Kubernetes, %s', (overlay) => {
  let folder: string
  let manifests: Manifest[]
  const problems: { [version: string]: string[] } = {}
  const all = (kind: string) => manifests.filter((manifest) => manifest.kind === kind)
  const one = (kind: string, name: string) => all(kind).find(({ metadata }) => metadata.name === name)!
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'techdeck-manifests-'))
    const file = join(folder, `${overlay}.yaml`)
    await writeFile(file, await rendered(overlay))
    for (const version of VERSIONS) {
      const checked = await runPython<{ documents: Manifest[]; problems: string[] }>(python!, CHECK, [file, version])
      manifests = checked.documents
      problems[version] = checked.problems
    }
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are as the schemas of Kubernetes and KEDA have them, without a field that these do not know', () => {
    expect(problems).toEqual(Object.fromEntries(VERSIONS.map((version) => [version, []])))
    for (const scaled of all('ScaledObject'))
      expect(() => new ScaledObject(scaled as unknown as ScaledObject).validate()).not.toThrow()
  })

  it('lie in one namespace that admits restricted pods alone, and hold no secret', () => {
    expect(one('Namespace', 'techdeck').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    })
    expect(manifests.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'techdeck')).toEqual(
      [],
    )
    expect(all('Secret')).toEqual([])
  })

  it('run everything as nobody in particular, on file systems that are only read', () => {
    for (const { spec } of [...all('Deployment'), ...all('StatefulSet')]) {
      const pod = spec.template.spec
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
      for (const { securityContext } of pod.containers)
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
    }
  })

  it('select the pods that they mean', () => {
    for (const { spec } of [...all('Deployment'), ...all('StatefulSet')])
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
    const selectors = all('PodDisruptionBudget').map(({ metadata, spec }) => [metadata.name, spec.selector.matchLabels])
    for (const [name, labels] of selectors)
      expect([name, one('Deployment', name as string).spec.selector.matchLabels]).toEqual([name, labels])
    expect(all('PodDisruptionBudget')).toHaveLength(all('Deployment').length)
  })

  it('watch over the API and scale it', () => {
    const { spec } = one('Deployment', 'api')
    const [container] = spec.template.spec.containers
    expect(spec.replicas).toBe(overlay === 'production' ? 3 : 1)
    expect(container).toMatchObject({
      livenessProbe: { httpGet: { path: '/api/v1/health' }, initialDelaySeconds: 30, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: '/api/v1/ready' }, initialDelaySeconds: 5, periodSeconds: 5 },
      resources: { requests: { memory: '512Mi', cpu: '250m' }, limits: { memory: '1Gi', cpu: '500m' } },
    })
    expect(container.ports).toContainEqual({ name: 'http', containerPort: 5000 })
    expect(one('Service', 'api').spec['ports']).toContainEqual({ name: 'http', port: 80, targetPort: 'http' })
    const usage = (name: string, averageUtilization: number) => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization } },
    })
    expect(one('HorizontalPodAutoscaler', 'api').spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'api' },
      minReplicas: overlay === 'production' ? 2 : 1,
      maxReplicas: 10,
      metrics: [usage('cpu', 70), usage('memory', 80)],
    })
  })

  it.each(STAGES)('run %s by a deployment of its own, with time to hand work back', (stage) => {
    const { metadata, spec } = one('Deployment', `worker-${stage}`)
    const pod = spec.template.spec
    expect(metadata.labels).toMatchObject({ 'techdeck.io/stage': stage })
    expect(spec.selector.matchLabels).toMatchObject({ 'techdeck.io/stage': stage })
    expect(pod.containers[0].command).toContain('apps/worker/main.ts')
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(10)
    expect(pod.topologySpreadConstraints).toHaveLength(2)
  })

  it('let nobody talk to anybody but where it is said', () => {
    expect(one('NetworkPolicy', 'nothing').spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  })

  if (overlay === 'production')
    it.each(STAGES)('scale %s from nothing to ten by how much waits and for how long', (stage) => {
      const { spec } = one('ScaledObject', `worker-${stage}`)
      expect(spec).toMatchObject({
        scaleTargetRef: { name: `worker-${stage}` },
        minReplicaCount: 0,
        maxReplicaCount: 10,
        cooldownPeriod: 300,
      })
      const triggers = spec['triggers'] as { metadata: { query: string } }[]
      expect(triggers).toHaveLength(2)
      for (const { metadata } of triggers) expect(metadata.query).toMatch(new RegExp(`queue=~?"${stage}[|"]`))
      expect(one('Deployment', `worker-${stage}`).spec.replicas).toBeUndefined()
    })
  else
    it('scale workers by hand, without KEDA', () => {
      expect(all('ScaledObject')).toEqual([])
    })
})
