package io.swabline.issuer.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/**
 * A method on a path, as the OpenAPI file has it.
 *
 * @param method    GET or POST
 * @param path      template with parameters in braces
 * @param guard     who may use it
 * @param body      what the request must bring
 * @param images    whether it can be answered as an image
 * @param operation what it does
 */
record Endpoint(HttpMethod method, String path, Guard guard, BodyShape body, boolean images, Operation operation) {
    /** Does what is asked for. Called by the event loop: takes what it needs of the fields before it returns. */
    @FunctionalInterface
    interface Operation {
        Future<Answer> run(Call call);
    }

    static Endpoint get(final String path, final Guard guard, final Operation operation) {
        return new Endpoint(HttpMethod.GET, path, guard, null, false, operation);
    }

    static Endpoint post(final String path, final Guard guard, final BodyShape body, final Operation operation) {
        return new Endpoint(HttpMethod.POST, path, guard, body, false, operation);
    }

    Endpoint withImages() {
        return new Endpoint(method, path, guard, body, true, operation);
    }

    /** The path as Vert.x Web writes it, with parameters behind colons. */
    String route() {
        return path.replaceAll("\\{([a-z]+)}", ":$1");
    }
}
