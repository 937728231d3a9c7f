"""One's own profile, and other people's cards."""

CSS = """
img.avatar { object-fit: cover; max-width: none; }
.avatar.large { width: 96px; height: 96px; border-radius: 16px; font-size: var(--t28); }
.settings { max-width: 880px; margin: 0 auto; padding: 8px 24px 48px; }
.setting { display: grid; grid-template-columns: 240px minmax(0, 1fr); gap: 12px 40px; padding: 28px 0; }
.setting + .setting { border-top: 1px solid var(--line); }
.setting-about h2 { font-size: var(--t14); color: var(--text); letter-spacing: 0; margin-bottom: 4px; }
.setting-about p { color: var(--text-2); font-size: var(--t13); }
.setting-body { display: grid; gap: 12px; align-content: start; min-width: 0; }
.setting-body form.fields { margin-top: 0; max-width: 440px; }
.setting-body form.fields > .button { justify-self: start; }
.setting-body > .button { justify-self: start; }
.setting.is-danger h2 { color: var(--danger); }
.setting-body p a { text-decoration: underline; text-underline-offset: 2px; text-decoration-thickness: 1px; }
.stored { display: flex; gap: 4px; min-width: 0; margin-bottom: 12px; }
.picture { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px 20px; align-items: center; }
.picture-actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.picture progress { grid-column: 1 / -1; width: 100%; height: 6px; accent-color: var(--accent); }
.picture .form-error { grid-column: 1 / -1; }
.upload { position: relative; } .upload:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
.entries { list-style: none; padding: 0; display: grid; } .entry:first-child { padding-top: 0; }
.entry { display: flex; align-items: center; gap: 12px; padding: 10px 0; border-bottom: 1px solid var(--line); }
.entry-text { flex: 1; min-width: 0; display: grid; gap: 2px; }
.entry-name { display: flex; align-items: center; gap: 8px; font-weight: 550; }
.entry-about { color: var(--text-2); font-size: var(--t12); overflow-wrap: anywhere; }
.entry-actions { display: flex; flex-wrap: wrap; gap: 8px; }
.secret { display: grid; gap: 8px; margin: 4px 0 12px; padding: 12px; border-radius: var(--radius); background: var(--accent-soft); }
.secret-row { display: flex; gap: 8px; }
.secret input { flex: 1; min-width: 0; padding: 0 10px; border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--bg); font-family: var(--mono); font-size: var(--t13); }
.person-card { display: grid; gap: 20px; justify-items: start; align-content: start; max-width: 560px; margin: 0 auto; padding: 32px 24px; }
.person-head { display: flex; align-items: center; gap: 16px; min-width: 0; max-width: 100%; }
.person-names { display: grid; min-width: 0; overflow-wrap: anywhere; }
.person-name { font-size: var(--t20); font-weight: 650; line-height: 1.3; }
.person-bio { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100%; }
.person-facts { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0; font-size: var(--t13); }
.person-facts dt { color: var(--text-2); } .person-facts dd { margin: 0; }
@media (max-width: 767px) {
  .settings { padding: 0 16px 48px; } .setting { grid-template-columns: minmax(0, 1fr); gap: 16px; padding: 24px 0; }
  .person-card { padding: 24px 16px; } .secret input { font-size: 16px; min-height: 44px; }
}
"""
