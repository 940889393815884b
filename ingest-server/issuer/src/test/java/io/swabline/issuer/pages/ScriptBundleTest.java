package io.swabline.issuer.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptBundleTest {
    @Test
    void shouldJoinModulesInTheOrderInWhichTheyNeedEachOther() {
        final String script = bundle(Map.of(
            "main", "import { a, b as other } from './one.js';\nimport {\n  C,\n} from './two.js';\na(other, C);\n",
            "one", "import { C } from './two.js';\nexport const b = 1;\nexport async function a() {}\nfunction hidden() {}\n",
            "two", "export class C {}\n"));

        assertThat(script).isEqualTo("""
            (() => {
            'use strict';
            const modules = {};
            modules['two'] = (() => {
            class C {}
            return { C };
            })();
            modules['one'] = (() => {
            const {C} = modules['two'];
            const b = 1;
            async function a() {}
            function hidden() {}
            return { b, a };
            })();
            modules['main'] = (() => {
            const {a, b: other} = modules['one'];
            const {C,} = modules['two'];
            a(other, C);
            return {  };
            })();
            })();
            """);
    }

    @Test
    void shouldRefuseWhatItWouldJoinWrongly() {
        assertThatThrownBy(() -> bundle(Map.of("main", "import { a } from './none.js';\n")))
            .hasMessageContaining("there is no module none.js");
        assertThatThrownBy(() -> bundle(Map.of(
            "main", "import { a } from './one.js';\n", "one", "import { b } from './main.js';\n")))
            .hasMessageContaining("main.js needs itself: main > one");
        for (final String form : new String[] {
            "import './one.js';", "import * as a from './one.js';", "import a from './one.js';", "export default 1;",
            "export { a };", "export let a = 1;", "import { a } from '/one.js';"}) {
            assertThatThrownBy(() -> bundle(Map.of("main", form + "\n", "one", ""))).as(form)
                .hasMessageContaining("is not a form that is joined");
        }
    }

    private static String bundle(final Map<String, String> modules) {
        return ScriptBundle.of("main", modules::get);
    }
}
