import { html, nothing, type TemplateResult } from 'lit';
import type { PersonName } from '../core/names.ts';
import { formatPhone, parsePhone } from '../core/phone.ts';
import { icon } from '../element/icon.ts';
import { type Language, plural } from '../element/localize.ts';
import type { AuthStrings } from '../locales/ru/auth.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import { ring } from '../ui/bits.ts';
import { tickBox } from '../ui/choice.ts';
import { describedBy, faultLine, field } from '../ui/field.ts';
import { notice } from '../ui/notice.ts';
import { signs } from '../ui/signs.ts';
import type { Field } from './auth-problem.ts';
import type { AuthState, AuthStore } from './auth-store.ts';
import { codeLength } from './code.ts';
import { passwordRules } from './password.ts';
import { type Way, ways } from './ways.ts';

/** What a person can do on the screen of a step, beside submitting its form. */
export interface StepActions {
  back(): void;
  changePhone(): void;
  forgot(): void;
  resend(): void;
  togglePassword(): void;
  typePassword(event: InputEvent): void;
  typeCode(event: InputEvent): void;
  pasteCode(event: ClipboardEvent): void;
  moveInCode(event: Event): void;
  typeName(event: InputEvent): void;
  agree(agreed: boolean): void;
  open(way: Way): void;
}

export interface StepView {
  readonly state: AuthStore['state'];
  readonly strings: { readonly common: CommonStrings; readonly auth: AuthStrings };
  readonly language: Language;
  readonly actions: StepActions;
  /** Number of the steps of a registration. */
  readonly steps: number;
  /** What only the screen knows. */
  readonly typed: {
    readonly password: string;
    readonly passwordShown: boolean;
    readonly code: string;
    /** Position of the caret in the code; null while digits are selected. */
    readonly caret: number | null;
    /** The consent is ticked. */
    readonly agreed: boolean;
  };
}

/** The text of the problem; undefined when it is not about `at`. */
function problemText({ state: { problem }, strings, language }: StepView, at: Field | null): string | undefined {
  if (!problem || problem.field !== at) return undefined;
  const text = strings.auth.problems[problem.reason];
  if (typeof text === 'string') return text;
  const count = problem.count ?? 0;
  return plural(language, count, text).replace('#', String(count));
}

function topRow({ actions, strings }: StepView, middle = ''): TemplateResult {
  return html`<div class="top">
    <button
      class="icon-button"
      type="button"
      aria-label=${strings.common.back}
      title=${strings.common.back}
      @click=${actions.back}
    >
      ${icon('back')}
    </button>
    <span>${middle}</span>
  </div>`;
}

/** «Шаг 2 из 3». */
export const stepOf = (strings: AuthStrings, number: number, steps: number): string =>
  strings.step.replace('#', String(number)).replace('#', String(steps));

const stepLabel = ({ state, steps, strings: { auth } }: StepView, number: number): string =>
  state.purpose === 'reset' ? auth.resetting : stepOf(auth, number, steps);

/** The title of a step, which has the focus where a step has no field. */
const heading = (text: string): TemplateResult => html`<h2 id="title" tabindex="-1">${text}</h2>`;

const generalProblem = (view: StepView): TemplateResult | typeof nothing => {
  const text = problemText(view, null);
  return text ? notice('alert', text, 'danger') : nothing;
};

/** Not disabled while busy: a disabled button loses the focus. */
function submit(label: string, busy: AuthState['busy']): TemplateResult {
  return html`<button class="button primary big wide" type="submit" aria-disabled=${busy !== null}>
    <span class="label">${busy === 'submit' ? ring() : nothing}${label}</span>
  </button>`;
}

/** For password managers: the account that the password belongs to. */
const username = (phone: string): TemplateResult =>
  html`<input
    class="visually-hidden"
    type="tel"
    name="username"
    autocomplete="username"
    .value=${formatPhone(phone)}
    readonly
    tabindex="-1"
    aria-hidden="true"
  />`;

function phoneField(view: StepView, help?: string): TemplateResult {
  const error = problemText(view, 'phone');
  const reformat = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const parsed = parsePhone(input.value);
    if ('phone' in parsed) input.value = formatPhone(parsed.phone);
  };
  return field({
    id: 'phone',
    label: view.strings.auth.phone.label,
    help,
    error,
    control: html`<input
      id="phone"
      name="phone"
      type="tel"
      inputmode="tel"
      autocomplete="tel"
      placeholder="+7"
      maxlength="64"
      .value=${formatPhone(view.state.phone)}
      @change=${reformat}
      aria-invalid=${error !== undefined}
      aria-describedby=${describedBy('phone')}
    />`,
  });
}

function passwordField(view: StepView, label: string, autocomplete: 'current-password' | 'new-password') {
  const { strings, typed, actions } = view;
  const error = problemText(view, 'password');
  const toggle = typed.passwordShown ? strings.auth.password.hide : strings.auth.password.show;
  return field({
    id: 'password',
    label,
    error,
    control: html`<input
        id="password"
        name="password"
        type=${typed.passwordShown ? 'text' : 'password'}
        autocomplete=${autocomplete}
        autocapitalize="off"
        spellcheck="false"
        @input=${actions.typePassword}
        aria-invalid=${error !== undefined}
        aria-describedby="${describedBy('password')}${autocomplete === 'new-password' ? ' rules' : ''}"
      />
      <button class="icon-button" type="button" aria-label=${toggle} title=${toggle} @click=${actions.togglePassword}>
        ${icon(typed.passwordShown ? signs.eye : signs.eyeOff)}
      </button>`,
  });
}

export function phoneStep(view: StepView): TemplateResult {
  const { strings, state } = view;
  const { phone } = strings.auth;
  return html`<div class="top"></div>
    <span class="logo">${icon('graduate', 26)}</span>
    ${heading(phone.title)}
    <p class="lead">${phone.text}</p>
    ${phoneField(view, phone.help)}
    <div class="bottom">
      ${generalProblem(view)} ${submit(phone.submit, state.busy)} ${ways(phone, view.actions.open)}
      <div class="terms"><slot name="terms">${phone.terms}</slot></div>
    </div>`;
}

export function passwordStep(view: StepView): TemplateResult {
  const { strings, state, actions } = view;
  const { password } = strings.auth;
  return html`${topRow(view)} ${heading(password.title)}
    <p class="lead">${password.text} <span class="number">${formatPhone(state.phone)}</span></p>
    ${username(state.phone)} ${passwordField(view, password.label, 'current-password')}
    <button class="text-button" type="button" @click=${actions.forgot}>${password.forgot}</button>
    <div class="bottom">${generalProblem(view)} ${submit(strings.common.signIn, state.busy)}</div>`;
}

export function forgotStep(view: StepView): TemplateResult {
  const { strings, state } = view;
  const { forgot } = strings.auth;
  return html`${topRow(view, strings.auth.resetting)} ${heading(forgot.title)}
    <p class="lead">${forgot.text}</p>
    ${phoneField(view)}
    <div class="bottom">${generalProblem(view) === nothing ? notice(signs.info, forgot.note) : generalProblem(view)} ${submit(forgot.submit, state.busy)}</div>`;
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function codeCells({ typed, state: { busy } }: StepView, bad: boolean): TemplateResult[] {
  return Array.from({ length: codeLength }, (_, at) => {
    const here = typed.caret === null ? at < typed.code.length : at === Math.min(typed.caret, codeLength - 1);
    const mark = busy || bad || !here ? '' : typed.caret === null ? 'selected' : 'current';
    return html`<span class="cell ${mark}" aria-hidden="true">${typed.code[at] ?? nothing}</span>`;
  });
}

function codeWait({ strings: { auth }, state }: StepView): TemplateResult {
  if (state.busy === 'submit') return html`<p class="line">${ring()}<span>${auth.code.checking}</span></p>`;
  return html`<p class="line">
    ${icon('clock', 18)}<span>${state.wait > 0 ? html`${auth.code.wait} <b>${clock(state.wait)}</b>` : auth.code.ready}</span>
  </p>`;
}

export function codeStep(view: StepView): TemplateResult {
  const { strings, state, actions, typed } = view;
  const { code } = strings.auth;
  const error = problemText(view, 'code');
  const waiting = state.wait > 0;
  return html`${topRow(view, stepLabel(view, 1))} ${heading(code.title)}
    <p class="lead">
      ${code.text} <span class="number">${formatPhone(state.phone)}</span>.
      <button class="text-button" type="button" @click=${actions.changePhone}>${code.change}</button>
    </p>
    <div class="code ${error ? 'bad' : ''} ${state.busy === 'submit' ? 'checking' : ''}">
      ${codeCells(view, error !== undefined)}
      <input
        id="code"
        name="code"
        type="text"
        inputmode="numeric"
        pattern="[0-9]*"
        autocomplete="one-time-code"
        spellcheck="false"
        aria-label=${code.label}
        aria-invalid=${error !== undefined}
        aria-describedby=${describedBy('code')}
        .value=${typed.code}
        ?readonly=${state.busy === 'submit'}
        @input=${actions.typeCode}
        @paste=${actions.pasteCode}
        @keyup=${actions.moveInCode}
        @pointerup=${actions.moveInCode}
        @focus=${actions.moveInCode}
      />
    </div>
    ${error ? faultLine('code', error) : nothing} ${codeWait(view)}
    <div class="bottom">
      ${generalProblem(view) === nothing ? notice(signs.info, code.note) : generalProblem(view)}
      <button
        class="button big wide ${waiting ? '' : 'primary'}"
        type="button"
        ?disabled=${waiting && state.busy !== 'resend'}
        aria-disabled=${waiting || state.busy !== null}
        @click=${actions.resend}
      >
        <span class="label">${state.busy === 'resend' ? ring() : nothing}${code.resend}</span>
      </button>
    </div>`;
}

export function newPasswordStep(view: StepView): TemplateResult {
  const { strings, state, typed } = view;
  const { choose } = strings.auth;
  const reset = state.purpose === 'reset';
  const rules = passwordRules(typed.password);
  const rule = (met: boolean, text: string) =>
    html`<li class="line ${met ? 'met' : ''}">
      ${icon(met ? 'check' : signs.info, 18)}<span>${text}<span class="visually-hidden">, ${met ? choose.met : choose.unmet}</span></span>
    </li>`;
  return html`${topRow(view, stepLabel(view, 2))} ${heading(reset ? choose.resetTitle : choose.title)}
    <p class="lead">${reset ? choose.resetText : choose.text}</p>
    ${username(state.phone)}
    ${passwordField(view, reset ? choose.resetTitle : strings.auth.password.label, 'new-password')}
    <ul class="rules" id="rules">
      ${rule(rules.long, choose.long)} ${rule(rules.mixed, choose.mixed)}
      <li class="line">${icon(signs.info, 18)}<span>${choose.advice}</span></li>
    </ul>
    <div class="bottom">
      ${generalProblem(view)} ${notice('lock', choose.warning, 'warning')}
      ${submit(reset ? choose.resetSubmit : choose.submit, state.busy)}
    </div>`;
}

/** The text to agree to, and a checkbox that is never ticked in advance. */
function consentField(view: StepView): TemplateResult {
  const { strings, typed, actions } = view;
  const { consent } = strings.auth;
  return html`<div class="consent" tabindex="0" role="region" aria-label=${consent.title}>
      <slot name="consent">${consent.text}</slot>
    </div>
    ${tickBox({
      id: 'consent',
      title: consent.agree,
      checked: typed.agreed,
      change: actions.agree,
      error: problemText(view, 'consent'),
    })}`;
}

/** For somebody registered who has not agreed to the present text. */
export function consentStep(view: StepView): TemplateResult {
  const { strings, state } = view;
  const { consent } = strings.auth;
  return html`${topRow(view)} ${heading(consent.title)}
    <p class="lead">${consent.again}</p>
    ${consentField(view)}
    <div class="bottom">${generalProblem(view)} ${submit(strings.auth.choose.submit, state.busy)}</div>`;
}

export function nameStep(view: StepView): TemplateResult {
  const { strings, state, actions } = view;
  const { name } = strings.auth;
  const input = (
    id: keyof PersonName,
    label: string,
    autocomplete: 'family-name' | 'given-name' | 'additional-name',
  ) => {
    const optional = id === 'patronymic';
    const error = optional ? undefined : problemText(view, id);
    return field({
      id,
      label,
      error,
      control: html`<input
        id=${id}
        name=${id}
        type="text"
        autocomplete=${autocomplete}
        autocapitalize="words"
        maxlength="100"
        placeholder=${optional ? name.optional : nothing}
        aria-required=${!optional}
        aria-invalid=${error !== undefined}
        aria-describedby=${describedBy(id)}
        .value=${state.name[id]}
        @input=${actions.typeName}
      />`,
    });
  };
  return html`${topRow(view, stepLabel(view, 3))} ${heading(name.title)}
    <p class="lead">${name.text}</p>
    ${input('surname', name.surname, 'family-name')} ${input('name', name.name, 'given-name')}
    ${input('patronymic', name.patronymic, 'additional-name')} ${consentField(view)}
    <div class="bottom">${generalProblem(view)} ${submit(name.submit, state.busy)}</div>`;
}
