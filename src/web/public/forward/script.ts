/**
 * All that runs on the forward page: it shows the two buttons that need a browser's help. Without it the address
 * stands in its field, to be selected.
 */
export const script = `(() => {
const at = (id) => document.getElementById(id);
const field = at('address'), copy = at('copy'), share = at('share');
field.addEventListener('focus', () => field.select());
if (navigator.clipboard) {
copy.hidden = false;
copy.addEventListener('click', async () => {
try { await navigator.clipboard.writeText(field.value); at('told').textContent = copy.dataset.done; }
catch { field.focus(); }
});
}
if (navigator.share) {
share.hidden = false;
share.addEventListener('click', () => navigator.share({ title: share.dataset.title, url: field.value }).catch(() => {}));
}
})();`;
