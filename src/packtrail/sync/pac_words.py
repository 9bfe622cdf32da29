"""The functions that a proxy auto-configuration script may call, as script text.

Facts: MDN, "Proxy Auto-Configuration (PAC) file". They are script, not callables of ours, since the engine
keeps no time limit while it may call out. A name that was not looked up yet ends the run with ``needed`` set;
who runs the script looks it up and runs it again.
"""

PAC_WORDS = r"""
var needed = "";
function isPlainHostName(host) { return host.indexOf(".") < 0; }
function dnsDomainIs(host, domain) {
  return host.length >= domain.length && host.slice(host.length - domain.length) === domain;
}
function localHostOrDomainIs(host, full) {
  return host === full || (isPlainHostName(host) && full.split(".")[0] === host);
}
function dnsDomainLevels(host) { return host.split(".").length - 1; }
function dnsResolve(host) {
  if (/^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(host)) { return host; }
  if (!Object.prototype.hasOwnProperty.call(known, host)) { needed = String(host); throw "lookup"; }
  return known[host];
}
function isResolvable(host) { return dnsResolve(host) !== null; }
function myIpAddress() { return own_address; }
function isInNet(host, pattern, mask) {
  function number(dotted) {
    var parts = String(dotted).split("."), sum = 0, at;
    if (parts.length !== 4) { return NaN; }
    for (at = 0; at < 4; at += 1) { sum = sum * 256 + Number(parts[at]); }
    return sum >>> 0;
  }
  var address = dnsResolve(host);
  if (address === null) { return false; }
  return ((number(address) & number(mask)) >>> 0) === ((number(pattern) & number(mask)) >>> 0);
}
function shExpMatch(text, pattern) {
  var t = 0, p = 0, star = -1, mark = 0;
  text = String(text); pattern = String(pattern);
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || (pattern[p] === text[t] && pattern[p] !== "*"))) {
      t += 1; p += 1;
    } else if (p < pattern.length && pattern[p] === "*") {
      star = p; mark = t; p += 1;
    } else if (star >= 0) {
      p = star + 1; mark += 1; t = mark;
    } else { return false; }
  }
  while (p < pattern.length && pattern[p] === "*") { p += 1; }
  return p === pattern.length;
}
function clock_of(parts) {
  var utc = parts.length > 0 && parts[parts.length - 1] === "GMT";
  var d = new Date(now_ms + (utc ? 0 : offset_ms));
  return { given: utc ? parts.slice(0, -1) : parts, d: d };
}
function within(value, first, last) {
  return first <= last ? first <= value && value <= last : value >= first || value <= last;
}
var DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
var MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
function weekdayRange() {
  var c = clock_of(Array.prototype.slice.call(arguments)), first = DAYS.indexOf(c.given[0]);
  var last = c.given.length > 1 ? DAYS.indexOf(c.given[1]) : first;
  return within(c.d.getUTCDay(), first, last);
}
function timeRange() {
  var c = clock_of(Array.prototype.slice.call(arguments)), g = c.given.map(Number);
  var seconds = c.d.getUTCHours() * 3600 + c.d.getUTCMinutes() * 60 + c.d.getUTCSeconds();
  if (g.length === 1) { return c.d.getUTCHours() === g[0]; }
  if (g.length === 2) { return within(c.d.getUTCHours(), g[0], g[1] - 1); }
  if (g.length === 4) { return within(seconds, g[0] * 3600 + g[1] * 60, g[2] * 3600 + g[3] * 60 + 59); }
  return within(seconds, g[0] * 3600 + g[1] * 60 + g[2], g[3] * 3600 + g[4] * 60 + g[5]);
}
function dateRange() {
  var c = clock_of(Array.prototype.slice.call(arguments));
  function parts(values) {
    var read = {};
    values.forEach(function (value) {
      if (MONTHS.indexOf(value) >= 0) { read.month = MONTHS.indexOf(value); }
      else if (Number(value) > 31) { read.year = Number(value); }
      else { read.day = Number(value); }
    });
    return read;
  }
  function rank(read) {
    return (("year" in read) ? c.d.getUTCFullYear() * 512 : 0)
      + (("month" in read) ? c.d.getUTCMonth() * 32 : 0) + (("day" in read) ? c.d.getUTCDate() : 0);
  }
  function wanted(read) { return (read.year || 0) * 512 + (read.month || 0) * 32 + (read.day || 0); }
  var g = c.given, half = g.length > 1 ? g.length / 2 : 1;
  var first = parts(g.slice(0, half)), last = g.length > 1 ? parts(g.slice(half)) : first;
  return within(rank(first), wanted(first), wanted(last));
}
function alert() {}
"""
