/** What a Problem is called on the pages, in both languages; what the server adds is shown where a kind is not known. */

const WORDS = {
  offline: ['没有网络，或服务器没有回应。请稍后再试。', 'No network, or the server does not answer. Try again later.'],
  'signed-out': ['登录已结束。请从城市应用重新打开本页。', "You are not logged in any more. Open this page from the city's app again."],
  'not-eligible': [
    '此人在 18 至 59 岁之间。请说明不能自己申请的原因。',
    'This person is 18 to 59 years old. State why the person cannot apply alone.',
  ],
  'consent-code-wrong': [
    '身份证号码、姓名与授权码不符，或授权码已用过、已过期。请向本人要新的授权码。',
    'Number, name and code do not fit together, or the code was used or is too old. Ask the person for a new one.',
  ],
  'not-granted-yet': ['还没有获准。', 'This has not been granted yet.'],
  'reissue-not-granted': ['此码只能由本人重新签发，请联系本人或工作人员。', 'Only the person may re-issue this code. Ask the person, or staff.'],
  'guardians-full': ['可代取的人数已到上限。请先终止一位。', 'As many people as are allowed may fetch this code. End one first.'],
  'applied-too-often': ['今天申请的次数已到上限。请明天再试。', 'You applied as often as is allowed in a day. Try again tomorrow.'],
  'own-relative': ['这是您自己的身份证号码。', 'This is your own ID number.'],
  'relatives-full': ['您的亲属数已到上限。请先移除一位。', 'You have as many relatives as are allowed. Remove one first.'],
  'reissued-too-often': ['今天重新签发的次数已到上限。请明天再试。', 'Re-issued as often as is allowed in a day. Try again tomorrow.'],
  'unknown-relation': ['名单中没有这位亲属。请刷新本页。', 'This relative is not on the list any more. Reload the page.'],
  'unknown-person': ['没有登记。请从城市应用重新打开本页。', "Not registered. Open this page from the city's app again."],
  'bad-id-number': ['身份证号码不对，请核对。', 'This is not a valid ID number. Check it.'],
  'bad-name': ['姓名不对，请核对。', 'This is not a name. Check it.'],
  'too-many-requests': ['请求太多。请稍后再试。', 'Too many requests. Try again in a moment.'],
  busy: ['现在人多。请稍后再试。', 'Many people are asking now. Try again in a moment.'],
  'registry-unavailable': ['服务暂时中断。请稍后再试。', 'The service is interrupted. Try again in a moment.'],
};

const FIELDS = {
  'not-eligible': 'reason',
  'consent-code-wrong': 'consent_code',
  'own-relative': 'id_number',
  'bad-id-number': 'id_number',
  'bad-name': 'name',
};

export function wordsOf(problem) {
  return WORDS[problem.kind] ?? ['出了问题，请稍后再试。', problem.detail || 'Something went wrong. Try again later.'];
}

/** The field of a form that the problem is about; null if it is about none. */
export function fieldOf(problem) {
  return problem.field ?? FIELDS[problem.kind] ?? null;
}
