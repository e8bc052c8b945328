/** The same acts as the leader's, asked of it from another tab of the browser. */
import type { PersonId } from '../identity/types'
import { err } from '../lib/result'
import type { IntroductionId } from '../records/letter-matter'
import type { Draft, Image } from '../records/types'
import type { Acts } from './acts'
import type { AskedToMeet } from './api'
import type { Amplify } from './money'
import type { PinService } from './pinning'
import { LeaderAwayError, type CallHandler, type Tabs } from './tabs'

export class Follower implements Acts {
  readonly #tabs: Tabs

  constructor(tabs: Tabs) {
    this.#tabs = tabs
  }

  begin(name: string, hue: number) {
    return this.#ask<'begin'>('begin', [name, hue], err('leader-away'))
  }

  recover(words: string) {
    return this.#ask<'recover'>('recover', [words], err('leader-away'))
  }

  confirmWords() {
    return this.#ask<'confirmWords'>('confirmWords', [], undefined)
  }

  publish(draft: Draft) {
    return this.#ask<'publish'>('publish', [draft], err({ reason: 'leader-away' }))
  }

  addImage(file: Blob, alt: string) {
    return this.#ask<'addImage'>('addImage', [file, alt], err('leader-away'))
  }

  /** The signal stays here: the leader has its own time limit. */
  image(image: Image) {
    return this.#ask<'image'>('image', [image], null)
  }

  inviteToken() {
    return this.#ask<'inviteToken'>('inviteToken', [], null)
  }

  openInvite(token: string) {
    return this.#ask<'openInvite'>('openInvite', [token], err('damaged'))
  }

  openPairing() {
    return this.#ask<'openPairing'>('openPairing', [], err('leader-away'))
  }

  pairWith(code: string) {
    return this.#ask<'pairWith'>('pairWith', [code], err('leader-away'))
  }

  closePairing() {
    return this.#ask<'closePairing'>('closePairing', [], undefined)
  }

  addRelay(address: string) {
    return this.#ask<'addRelay'>('addRelay', [address], err('leader-away'))
  }

  removeRelay(address: string) {
    return this.#ask<'removeRelay'>('removeRelay', [address], undefined)
  }

  resetRelays() {
    return this.#ask<'resetRelays'>('resetRelays', [], undefined)
  }

  visit(person: PersonId) {
    return this.#ask<'visit'>('visit', [person], undefined)
  }

  importArchive(file: Blob) {
    return this.#ask<'importArchive'>('importArchive', [file], err('leader-away'))
  }

  letGo() {
    return this.#ask<'letGo'>('letGo', [], undefined)
  }

  pin(service: PinService) {
    return this.#ask<'pin'>('pin', [service], err('unreachable'))
  }

  writeLetter(to: PersonId, text: string) {
    return this.#ask<'writeLetter'>('writeLetter', [to, text], err('leader-away'))
  }

  introduce(one: AskedToMeet, other: AskedToMeet) {
    const away = err({ reason: 'leader-away', about: null } as const)
    return this.#ask<'introduce'>('introduce', [one, other], away)
  }

  answerIntroduction(by: PersonId, id: IntroductionId, accepts: boolean) {
    return this.#ask<'answerIntroduction'>('answerIntroduction', [by, id, accepts], err('leader-away'))
  }

  sendAmp(to: PersonId, amount: number, memo: string, name: string) {
    return this.#ask<'sendAmp'>('sendAmp', [to, amount, memo, name], err('leader-away'))
  }

  offers(amplify: Amplify) {
    return this.#ask<'offers'>('offers', [amplify], null)
  }

  amplify(amplify: Amplify, name: string) {
    return this.#ask<'amplify'>('amplify', [amplify, name], err('leader-away'))
  }

  claimView(campaign: string, fromMs: number, toMs: number) {
    return this.#ask<'claimView'>('claimView', [campaign, fromMs, toMs], false)
  }

  starterAmp() {
    return this.#ask<'starterAmp'>('starterAmp', [], false)
  }

  giveUpPayment() {
    return this.#ask<'giveUpPayment'>('giveUpPayment', [], undefined)
  }

  checkSum() {
    return this.#ask<'checkSum'>('checkSum', [], null)
  }

  ampProof(id: string) {
    return this.#ask<'ampProof'>('ampProof', [id], null)
  }

  forkProofs(person: PersonId) {
    return this.#ask<'forkProofs'>('forkProofs', [person], [])
  }

  spendFromHere() {
    return this.#ask<'spendFromHere'>('spendFromHere', [], false)
  }

  async #ask<K extends keyof Acts>(
    method: K,
    args: readonly unknown[],
    whenAway: Awaited<ReturnType<Acts[K]>>,
  ): Promise<Awaited<ReturnType<Acts[K]>>> {
    try {
      // Both ends are the same build: a new one is served only after all tabs have been closed.
      return (await this.#tabs.call(method, args)) as Awaited<ReturnType<Acts[K]>>
    } catch (error) {
      if (error instanceof LeaderAwayError) return whenAway
      throw error
    }
  }
}

/** Answers a follower's calls with the leader's acts. */
export function serveActs(acts: Acts): CallHandler {
  const never = new AbortController().signal
  const handlers: { [K in keyof Acts]: (...args: never[]) => Promise<unknown> } = {
    begin: (name: string, hue: number) => acts.begin(name, hue),
    recover: (words: string) => acts.recover(words),
    confirmWords: () => acts.confirmWords(),
    publish: (draft: Draft) => acts.publish(draft),
    addImage: (file: Blob, alt: string) => acts.addImage(file, alt),
    image: (image: Image) => acts.image(image, never),
    inviteToken: () => acts.inviteToken(),
    openInvite: (token: string) => acts.openInvite(token),
    openPairing: () => acts.openPairing(),
    pairWith: (code: string) => acts.pairWith(code),
    closePairing: () => acts.closePairing(),
    addRelay: (address: string) => acts.addRelay(address),
    removeRelay: (address: string) => acts.removeRelay(address),
    resetRelays: () => acts.resetRelays(),
    visit: (person: PersonId) => acts.visit(person),
    importArchive: (file: Blob) => acts.importArchive(file),
    letGo: () => acts.letGo(),
    pin: (service: PinService) => acts.pin(service),
    writeLetter: (to: PersonId, text: string) => acts.writeLetter(to, text),
    introduce: (one: AskedToMeet, other: AskedToMeet) => acts.introduce(one, other),
    answerIntroduction: (by: PersonId, id: IntroductionId, accepts: boolean) =>
      acts.answerIntroduction(by, id, accepts),
    sendAmp: (to: PersonId, amount: number, memo: string, name: string) =>
      acts.sendAmp(to, amount, memo, name),
    offers: (amplify: Amplify) => acts.offers(amplify),
    amplify: (amplify: Amplify, name: string) => acts.amplify(amplify, name),
    claimView: (campaign: string, fromMs: number, toMs: number) => acts.claimView(campaign, fromMs, toMs),
    starterAmp: () => acts.starterAmp(),
    giveUpPayment: () => acts.giveUpPayment(),
    checkSum: () => acts.checkSum(),
    ampProof: (id: string) => acts.ampProof(id),
    forkProofs: (person: PersonId) => acts.forkProofs(person),
    spendFromHere: () => acts.spendFromHere(),
  }
  return (method, args) => handlers[method as keyof Acts](...(args as never[]))
}
