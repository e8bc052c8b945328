/** Who owns this browser: makes a person or a further device of one, and keeps what belongs to it. */
import { generateDeviceKey, deviceSigner } from '../identity/keys'
import type { DeviceSigner, PersonId } from '../identity/types'
import { openWords, sealWords } from '../identity/vault'
import { newWords, rootFromWords } from '../identity/words'
import { err, ok, type Result } from '../lib/result'
import type { Owner } from '../peer/peer'
import type { Bodies, Draft, NetworkId } from '../records/types'
import type { DeviceStore } from '../storage/device-store'
import type { Unmerged } from '../storage/schema'
import type { BeginError } from './api'

/** The owner's rows, opened: what publishing and presence need. */
export interface OpenedSelf extends Owner {
  readonly wordsConfirmed: boolean
  /** What the log of this device has to join. */
  readonly unmerged: readonly Unmerged[]
}

export async function openSelf(store: DeviceStore): Promise<OpenedSelf | null> {
  const row = await store.self()
  if (row === null) return null
  const signer = await deviceSigner(row.deviceKey)
  const { person, certificate, wordsConfirmed, unmerged = [] } = row
  return { person, certificate, signer, wordsConfirmed, unmerged }
}

/** Makes this browser a further device of its owner, in place of one whose log another browser writes too (rule SY17). */
export async function moveOn(
  store: DeviceStore,
  network: NetworkId,
  former: Unmerged,
): Promise<Result<boolean, BeginError>> {
  const root = await rootFromWords((await recoveryWords(store)).join(' '))
  if (!root.ok) return err('bad-words')
  const deviceKey = await generateDeviceKey()
  const { device } = await deviceSigner(deviceKey)
  const certificate = await root.value.certify(network, device)
  return ok(await store.changeDevice(former.device, { device, deviceKey, certificate }, former))
}

/** What a device calls itself. */
export function labelHere(): string {
  return navigator.userAgent.includes('Mobile') ? 'Phone' : 'Computer'
}

/** Makes a new person with new words. @param key of this browser, made before; null for a new one */
export async function makePerson(
  store: DeviceStore,
  network: NetworkId,
  key: CryptoKeyPair | null = null,
): Promise<Result<{ readonly words: readonly string[]; readonly person: PersonId }, BeginError>> {
  const words = newWords()
  const made = await makeDevice(store, network, words.join(' '), key, false)
  return made.ok ? ok({ words, person: made.value }) : made
}

/** Makes this browser a further device of the person behind the words; who types them in has them. */
export function makeDeviceOf(
  store: DeviceStore,
  network: NetworkId,
  words: string,
  key: CryptoKeyPair | null = null,
): Promise<Result<PersonId, BeginError>> {
  return makeDevice(store, network, words, key, true)
}

async function makeDevice(
  store: DeviceStore,
  network: NetworkId,
  words: string,
  key: CryptoKeyPair | null,
  wordsConfirmed: boolean,
): Promise<Result<PersonId, BeginError>> {
  const root = await rootFromWords(words)
  if (!root.ok) return err('bad-words')
  const { person } = root.value
  const deviceKey = key ?? (await generateDeviceKey())
  const { device } = await deviceSigner(deviceKey)
  const certificate = await root.value.certify(network, device)
  const sealed = await sealWords(words.trim().toLowerCase().split(/\s+/))
  const isKept = await store.keepSelf({
    person,
    device,
    deviceKey,
    certificate,
    words: sealed,
    wordsConfirmed,
  })
  return isKept ? ok(person) : err('already-begun')
}

/**
 * What the log of a new device begins with: the certificate, then who it is. A further device says nothing of that: the
 * person's profile lies in the logs of the other devices, and one made up here would be the last and so the one that
 * counts (rule SO4).
 */
export function firstDrafts(
  certificate: Uint8Array,
  label: string,
  profile: Bodies['profile'] | null,
): Draft[] {
  const device: Draft = { kind: 'device', body: { certificate, label } }
  return profile === null ? [device] : [device, { kind: 'profile', body: profile }]
}

export async function recoveryWords(store: DeviceStore): Promise<readonly string[]> {
  const row = await store.self()
  return row === null ? [] : openWords(row.words)
}

/** The person's own key, from the words that are kept sealed here; null while there is no owner. */
export async function rootSigner(store: DeviceStore): Promise<DeviceSigner | null> {
  const root = await rootFromWords((await recoveryWords(store)).join(' '))
  return root.ok ? root.value.signer : null
}
