// SPDX-License-Identifier: MIT
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends a plan to the planmark service and prints what to mend. JDK 11 or later, and nothing else:
 *
 *     java Check.java [--timeout SECONDS] [--token-file FILE] http://127.0.0.1:8080 PLAN
 *
 * PLAN is a file that planmark reads: JSON, JSON lines, CSV, text or a document. Exit status: 0 the
 * plan passed, 1 it did not, 2 the request was refused, 3 the service could not be asked, or could
 * not read all of the plan.
 *
 * Keeps true: a service that is busy is asked again only as often and as long as TRIES and
 * LONGEST_WAIT allow; no words of a plan reach the terminal with control characters in them.
 */
public final class Check {
    static final int TRIES = 3;
    static final int LONGEST_WAIT = 30; // seconds, whatever Retry-After asks for
    static final int PASSED = 0, NOT_PASSED = 1, REFUSED = 2, NOT_ASKED = 3;
    static final Map<String, String> TYPES = Map.of(
            "json", "application/json", "jsonl", "application/x-ndjson",
            "ndjson", "application/x-ndjson", "csv", "text/csv", "txt", "text/plain");
    static final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** What to tell, and the exit status. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        final int status;

        Failed(int status, String words) {
            super(words);
            this.status = status;
        }
    }

    final Duration timeout;
    final String token; // null: none is asked for
    final URI where;
    final HttpClient client;

    Check(String where, Duration timeout, String token) throws Failed {
        if (!where.matches("https?://.+")) {
            throw new Failed(REFUSED, "an address begins with http://, or with https:// where TLS stands in front");
        }
        this.where = URI.create(where).resolve("/v1/check?format=json");
        this.timeout = timeout;
        this.token = token;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    // ---- asking ----

    HttpRequest requestWith(Path plan) throws IOException {
        String name = plan.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase();
        HttpRequest.Builder builder = HttpRequest.newBuilder(where)
                .header("Content-Type", TYPES.getOrDefault(ending, "application/octet-stream"))
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofFile(plan));
        return token != null ? builder.header("Authorization", "Bearer " + token).build() : builder.build();
    }

    HttpResponse<String> askOnce(HttpRequest request) throws Failed, InterruptedException {
        // The timeout of a request ends with the head of its answer; this one holds for the body too.
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new Failed(NOT_ASKED, "no answer in time; try again later");
        } catch (ExecutionException e) {
            String what = e.getCause().getClass().getSimpleName();
            throw new Failed(NOT_ASKED, "the service cannot be asked: " + what);
        }
    }

    static long secondsToWait(HttpResponse<String> answer) {
        String asked = answer.headers().firstValue("Retry-After").orElse("");
        return asked.matches("[0-9]{1,9}") ? Math.min(Long.parseLong(asked), LONGEST_WAIT) : 5;
    }

    /** The service has a bounded queue: when it is full it says so at once, and when to come again. */
    HttpResponse<String> ask(HttpRequest request) throws Failed, InterruptedException {
        HttpResponse<String> answer = askOnce(request);
        for (int left = TRIES - 1; answer.statusCode() == 503 && left > 0; left--) {
            Thread.sleep(1000 * secondsToWait(answer));
            answer = askOnce(request);
        }
        return answer;
    }

    /** Every refusal says in `detail` what to do next. */
    static Json findingsOf(HttpResponse<String> answer) throws Failed {
        Json told;
        try {
            told = Json.parse(answer.body());
        } catch (IllegalArgumentException e) {
            throw new Failed(NOT_ASKED, answer.statusCode() + ", and no JSON: is this the service?");
        }
        if (answer.statusCode() != 200) {
            int status = answer.statusCode() >= 500 ? NOT_ASKED : REFUSED;
            throw new Failed(status, answer.statusCode() + ": " + plain(told.get("detail").text()));
        }
        if (told.get("planmark_check").isNull()) {
            throw new Failed(NOT_ASKED, "the answer holds no findings: is this the service?");
        }
        return told;
    }

    // ---- telling ----

    /** Words of a plan may hold what a terminal would obey. */
    static String plain(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    static void printFinding(Json finding) {
        String of = finding.get("action").isNull() ? "the plan" : "action " + plain(finding.get("action_no").text());
        out.println("  " + of + ": " + finding.get("level").text() + ": " + plain(finding.get("message").text()));
        if (!finding.get("hint").text().isEmpty()) {
            out.println("    to mend: " + plain(finding.get("hint").text()));
        }
    }

    static void printAll(Json told) {
        for (Json plan : told.get("plans").items()) {
            out.println("plan " + plain(plan.get("plan_id").text()) + ": actions " + plan.get("actions").items().size()
                    + ", with all five criteria " + plan.get("high_quality").text());
            plan.get("findings").items().forEach(Check::printFinding);
        }
        told.get("total").get("findings").items().forEach(Check::printFinding);
        for (Json place : told.get("left_out").get("places").items()) {
            out.println("left out: " + plain(place.get("reason").text()));
        }
        out.println(told.get("passed").isTrue() ? "passed" : "not passed");
    }

    int run(Path plan) throws Failed, IOException, InterruptedException {
        Json told = findingsOf(ask(requestWith(plan)));
        printAll(told);
        if (!told.get("complete").isTrue()) {
            return NOT_ASKED;
        }
        return told.get("passed").isTrue() ? PASSED : NOT_PASSED;
    }

    static Check withOptions(List<String> words) throws Failed, IOException {
        Duration timeout = Duration.ofSeconds(30);
        String token = null;
        int i = 0;
        for (; i + 1 < words.size() && words.get(i).startsWith("--"); i += 2) {
            if (words.get(i).equals("--timeout")) {
                timeout = Duration.ofMillis((long) (1000 * Double.parseDouble(words.get(i + 1))));
            } else if (words.get(i).equals("--token-file")) {
                // never as an argument: those can be seen by everybody on the machine
                token = Files.readString(Path.of(words.get(i + 1))).trim();
            } else {
                throw new Failed(REFUSED, "there is no option " + words.get(i));
            }
        }
        if (words.size() - i != 2) {
            throw new Failed(REFUSED, "usage: [--timeout SECONDS] [--token-file FILE] http://127.0.0.1:PORT PLAN");
        }
        return new Check(words.get(i), timeout, token);
    }

    public static void main(String[] words) throws InterruptedException {
        int status;
        try {
            Check check = withOptions(List.of(words));
            status = check.run(Path.of(words[words.length - 1]));
        } catch (Failed e) {
            System.err.println("Check.java: " + e.getMessage());
            status = e.status;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Check.java: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            status = REFUSED;
        }
        System.exit(status);
    }

    // ---- JSON ----

    /**
     * As much of JSON as the answers of the service want, since the JDK has none; a case system takes the
     * library it has. A key that is not there is null.
     */
    static final class Json {
        static final int DEEPEST = 64;
        private static final Json NULL = new Json(null);
        private final Object value; // Map, List, String (of a number too), Boolean, null

        private Json(Object value) {
            this.value = value;
        }

        static Json parse(String text) {
            Reader reader = new Reader(text);
            Json json = reader.value(0);
            reader.end();
            return json;
        }

        Json get(String key) {
            Object held = value instanceof Map ? ((Map<?, ?>) value).get(key) : null;
            return held != null ? (Json) held : NULL;
        }

        List<Json> items() {
            List<Json> items = new ArrayList<>();
            if (value instanceof List) {
                ((List<?>) value).forEach(item -> items.add((Json) item));
            }
            return items;
        }

        String text() {
            return value instanceof String ? (String) value : "";
        }

        boolean isTrue() {
            return Boolean.TRUE.equals(value);
        }

        boolean isNull() {
            return value == null;
        }

        private static final class Reader {
            private final String text;
            private int at;

            Reader(String text) {
                this.text = text;
            }

            IllegalArgumentException fault() {
                return new IllegalArgumentException("no JSON at " + at);
            }

            char next() {
                while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                    at++;
                }
                if (at == text.length()) {
                    throw fault();
                }
                return text.charAt(at);
            }

            boolean take(char c) {
                boolean there = next() == c;
                at += there ? 1 : 0;
                return there;
            }

            void want(char c) {
                if (!take(c)) {
                    throw fault();
                }
            }

            void end() {
                if (!text.substring(at).isBlank()) {
                    throw fault();
                }
            }

            Json value(int depth) {
                if (depth > DEEPEST) {
                    throw fault();
                }
                switch (next()) {
                    case '{': return new Json(map(depth));
                    case '[': return new Json(list(depth));
                    case '"': return new Json(string());
                    default: return word();
                }
            }

            Map<String, Json> map(int depth) {
                Map<String, Json> map = new HashMap<>();
                want('{');
                if (take('}')) {
                    return map;
                }
                do {
                    String key = string();
                    want(':');
                    map.put(key, value(depth + 1));
                } while (take(','));
                want('}');
                return map;
            }

            List<Json> list(int depth) {
                List<Json> list = new ArrayList<>();
                want('[');
                if (take(']')) {
                    return list;
                }
                do {
                    list.add(value(depth + 1));
                } while (take(','));
                want(']');
                return list;
            }

            char one() {
                if (at == text.length()) {
                    throw fault();
                }
                return text.charAt(at++);
            }

            String string() {
                StringBuilder string = new StringBuilder();
                want('"');
                for (char c = one(); c != '"'; c = one()) {
                    string.append(c == '\\' ? escaped() : c);
                }
                return string.toString();
            }

            char escaped() {
                char c = one();
                int plain = "\"\\/bfnrt".indexOf(c);
                if (plain >= 0) {
                    return "\"\\/\b\f\n\r\t".charAt(plain);
                }
                if (c != 'u' || at + 4 > text.length()) {
                    throw fault();
                }
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }

            Json word() {
                int from = at;
                while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                String word = text.substring(from, at);
                switch (word) {
                    case "true": return new Json(true);
                    case "false": return new Json(false);
                    case "null": return NULL;
                    default: break;
                }
                if (!word.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
                    throw fault();
                }
                return new Json(word);
            }
        }
    }
}
