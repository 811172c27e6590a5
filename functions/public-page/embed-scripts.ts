/** `/embed.js`: puts a frame behind its own script tag, and gives it the height that the frame tells. */
export const EMBED_SCRIPT = `(() => {
  const script = document.currentScript;
  const { origin } = new URL(script.src);
  const { event, organizer, width, title, ...look } = script.dataset;
  const path = event ? '/embed/e/' + encodeURIComponent(event) : '/embed/u/' + encodeURIComponent(organizer);
  const query = new URLSearchParams();
  for (const name of ['show', 'theme', 'accent', 'lang']) if (look[name]) query.set(name, look[name]);
  const frame = document.createElement('iframe');
  frame.src = origin + path + '?' + query;
  frame.title = title || 'Calendar invitation';
  Object.assign(frame.style, { border: '0', display: 'block', width: width ? parseInt(width, 10) + 'px' : '100%', maxWidth: '100%', height: look.height ? parseInt(look.height, 10) + 'px' : '64px' });
  script.after(frame);
  addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin) return;
    const height = Number(data && data.convokeHeight);
    if (height > 0 && height < 10000) frame.style.height = Math.ceil(height) + 'px';
  });
})();
`;

/** `/embed/size.js`: tells the page around a frame how high its content is, and hears nothing. */
export const SIZE_SCRIPT = `(() => {
  if (parent === window) return;
  const root = document.documentElement;
  const tell = () => parent.postMessage({ convokeHeight: root.getBoundingClientRect().height }, '*');
  new ResizeObserver(tell).observe(root);
  tell();
})();
`;
