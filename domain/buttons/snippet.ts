import { escapeHtml } from '../mime/escape-html.ts';
import { linkTag, type Vendor } from './vendors.ts';

/** What an organizer pastes into a mail. */
export type Snippet = Readonly<{
  /** The link alone, for a text or a button of the program's own. */
  link: string;
  /** A button for HTML mails, in Outlook too. */
  html: string;
  /** False where the tag is not sure: a test mail comes first. */
  isSure: boolean;
}>;

/**
 * The link of a button: short, HTTPS, one parameter besides the vendor. The address comes last: an `&` in it is
 * then known for what it is.
 *
 * @param url of the installation, without a slash at the end
 */
export function buttonLink(url: string, eventId: string, vendor: Vendor): string {
  const tag = linkTag(vendor);
  return `${url}/i/${eventId}?src=${vendor.id}${tag === undefined ? '' : `&e=${tag}`}`;
}

/** The tag stays as it is, whatever characters it has: the program looks for exactly it. */
const attribute = (link: string): string => link.replaceAll('&', '&amp;');

/**
 * The button of one event for one vendor's mails. Outlook on Windows draws with Word, which knows neither padding
 * nor round corners of a link: it gets a shape of its own (VML).
 *
 * @param label text of the button
 */
export function buttonSnippet(
  url: string,
  eventId: string,
  vendor: Vendor,
  label: string,
): Snippet {
  const link = buttonLink(url, eventId, vendor);
  const href = attribute(link);
  const text = escapeHtml(label);
  const html = `<!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="urn:schemas-microsoft-com:office:word" href="${href}" style="height:46px;v-text-anchor:middle;width:300px;" arcsize="18%" stroke="f" fillcolor="#1a56c4"><w:anchorlock/><center style="color:#ffffff;font-family:Arial,sans-serif;font-size:16px;font-weight:bold;">${text}</center></v:roundrect><![endif]-->
<!--[if !mso]><!--><a href="${href}" style="background-color:#1a56c4;border-radius:8px;color:#ffffff;display:inline-block;font-family:Arial,Helvetica,sans-serif;font-size:16px;font-weight:bold;line-height:46px;text-align:center;text-decoration:none;padding:0 28px;-webkit-text-size-adjust:none;">${text}</a><!--<![endif]-->
`;
  return { link, html, isSure: vendor.sure !== 'verify' };
}
