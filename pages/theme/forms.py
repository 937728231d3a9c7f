"""Forms, dialogs, and the pages of those who are not signed in."""

CSS = """
.gate { min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px; background: var(--bg-side); }
.gate-card { width: 100%; max-width: 400px; padding: 32px; border: 1px solid var(--line); border-radius: var(--radius-l);
  background: var(--bg-raised); }
.gate-card h1 { font-size: var(--t20); margin-bottom: 4px; }
.gate-brand { display: flex; align-items: center; gap: 8px; margin-bottom: 24px; font-weight: 650; font-size: var(--t16); }
.brand-mark { display: grid; place-items: center; width: 28px; height: 28px; border-radius: 8px; background: var(--accent);
  color: var(--accent-text); } .brand-mark .icon { width: 17px; height: 17px; }
.gate-foot { margin-top: 20px; color: var(--text-2); }
form.fields { display: grid; gap: 16px; margin-top: 20px; }
.fields .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.field { display: grid; gap: 4px; min-width: 0; align-content: start; }
.field label { font-size: var(--t13); font-weight: 550; }
.field label .muted { font-weight: 400; }
.field :is(input, textarea, select) { width: 100%; min-height: 38px; padding: 8px 10px; border: 1px solid var(--line);
  border-radius: var(--radius); background: var(--bg); color: var(--text); font: inherit; }
.field textarea { resize: vertical; line-height: 1.45; }
.field :is(input, textarea, select):hover { border-color: var(--text-2); }
.field :is(input, textarea, select)[aria-invalid=true] { border-color: var(--danger); }
.field .error, .form-error { color: var(--danger); font-size: var(--t13); }
.field .hint { color: var(--text-2); font-size: var(--t12); }
.field .error:empty, .form-error:empty { display: none; }
.form-error { padding: 8px 10px; border-radius: var(--radius); background: var(--danger-soft); }
.fields .button.primary { min-height: 40px; }
.q-dialog .sheet { width: 440px; max-width: calc(100vw - 32px); padding: 24px; border-radius: var(--radius-l);
  background: var(--bg-raised); color: var(--text); box-shadow: var(--shadow); border: 1px solid var(--line); }
.sheet > h2 + p { margin-top: 6px; } .sheet > .actions { margin-top: 20px; }
.sheet .actions { display: flex; justify-content: flex-end; gap: 8px; margin-top: 4px; }
.sheet h2 { font-size: var(--t16); color: var(--text); letter-spacing: 0; }
@media (max-width: 767px) { .field :is(input, textarea, select) { min-height: 44px; font-size: 16px; } .gate-card { padding: 24px 20px; } }
"""
