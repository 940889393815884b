package io.swabline.issuer.http;

import java.util.Locale;

/**
 * The kinds of problems that an answer may report, RFC 9457. The URI of each is {@code /problems/} and its name in small
 * letters with hyphens; URIs and statuses are part of the API and do not change.
 */
enum ProblemType {
    BAD_REQUEST(400, "The request is not proper HTTP", "请求格式错误"),
    EMPTY_BODY(400, "A JSON body is missing", "缺少请求内容"),
    BAD_ENCODING(400, "The body is not UTF-8", "请求内容不是 UTF-8 编码"),
    BAD_JSON(400, "The body is not JSON", "请求内容不是有效的 JSON"),
    TRAILING_DATA(400, "Something follows the JSON object", "JSON 之后有多余内容"),
    UNKNOWN_FIELD(400, "A field is not known here", "含有未知字段"),
    DUPLICATE_FIELD(400, "A field is given twice", "字段重复"),
    MISSING_FIELD(400, "A field is missing", "缺少字段"),
    WRONG_TYPE(400, "A field has the wrong type", "字段类型错误"),
    BAD_VALUE(400, "A field has a value that is not among the possible ones", "字段取值错误"),
    NO_KEY(401, "A caller's key is missing", "缺少调用方密钥"),
    WRONG_KEY(401, "The caller's key is not known", "调用方密钥无效"),
    NO_SESSION(401, "There is no session, or it has ended", "尚未登录或登录已过期"),
    WRONG_SCOPE(403, "The caller may not do this", "调用方没有此权限"),
    REISSUE_NOT_GRANTED(403, "Only the person, or staff, may have this code re-issued", "此码只能由本人或工作人员重新签发"),
    FOREIGN_REQUEST(403, "The request does not come from Swabline's pages", "请求不是来自本站页面"),
    NOT_FOUND(404, "There is nothing here", "页面不存在"),
    UNKNOWN_PERSON(404, "The person was never registered", "此人尚未登记"),
    WRONG_TICKET(404, "The page ticket is not known, used, or too old", "链接无效、已用过或已过期"),
    UNKNOWN_RELATION(404, "There is no such relation", "没有此亲属关系"),
    METHOD_NOT_ALLOWED(405, "The method is not possible here", "不支持此请求方法"),
    NOT_ACCEPTABLE(406, "None of the accepted types can be had", "无法提供所要求的格式"),
    REQUEST_TIMEOUT(408, "The request did not arrive in time", "请求超时"),
    NOT_GRANTED_YET(409, "The application has not been granted yet", "申请尚未获准"),
    RELATIVES_FULL(409, "There are as many relatives as are allowed", "亲属人数已达上限"),
    GUARDIANS_FULL(409, "There are as many guardians as are allowed", "代取人数已达上限"),
    PERSONS_DIFFER(409, "The birth dates of the two persons differ", "两份证件的出生日期不一致"),
    LINKS_FULL(409, "There are as many links of persons as are allowed", "身份关联数已达上限"),
    BODY_TOO_LARGE(413, "The body is too large", "请求内容过大"),
    URI_TOO_LONG(414, "The address is too long", "请求地址过长"),
    WRONG_CONTENT_TYPE(415, "The body must be application/json", "请求内容必须是 application/json"),
    BAD_ID_NUMBER(422, "The ID number is not possible", "身份证号码有误"),
    BAD_DOCUMENT(422, "The document's number is not possible", "证件号码有误"),
    BAD_BIRTH_DATE(422, "The birth date is not possible", "出生日期有误"),
    BAD_NAME(422, "The name is not possible", "姓名有误"),
    BAD_CODE(422, "This is not a genuine sampling code", "不是有效的核酸码"),
    BAD_NICKNAME(422, "The nickname is not possible", "备注名有误"),
    NOT_ELIGIBLE(422, "A person of 18 to 59, or of unknown age, needs a stated reason", "18 至 59 岁或年龄未知的亲属须选择代办原因"),
    CONSENT_CODE_WRONG(422, "Number, name and one-time code do not fit together", "身份证号码、姓名与一次性授权码不符"),
    OWN_RELATIVE(422, "Nobody is a relative of oneself", "不能将本人添加为亲属"),
    IDEMPOTENCY_KEY_REUSED(422, "The key belongs to another request", "此幂等键已用于其他请求"),
    TOO_MANY_REQUESTS(429, "There are more requests than are allowed", "请求过于频繁，请稍后再试"),
    REISSUED_TOO_OFTEN(429, "Re-issued as often as is allowed in a day", "今日换码次数已达上限"),
    APPLIED_TOO_OFTEN(429, "Applied as often as is allowed in a day", "今日申请次数已达上限"),
    HEADERS_TOO_LARGE(431, "The headers are too large", "请求头过大"),
    INTERNAL(500, "Something went wrong here", "服务器内部错误"),
    BUSY(503, "More requests wait than can be served", "系统繁忙，请稍后再试"),
    REGISTRY_UNAVAILABLE(503, "The registry does not answer", "登记系统暂时不可用，请稍后再试"),
    NO_TRUST_BUNDLE(503, "There is no trust bundle yet", "信任包暂时不可用，请稍后再试");

    private final int status;
    private final String title;
    private final String titleZh;

    ProblemType(final int status, final String title, final String titleZh) {
        this.status = status;
        this.title = title;
        this.titleZh = titleZh;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String titleZh() {
        return titleZh;
    }

    /** The last part of the URI. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String uri() {
        return "/problems/" + slug();
    }
}
