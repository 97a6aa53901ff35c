import Document
import Model
import Testing

@Suite("secrets of documents")
struct SecretTests {
    /// All that is printed of a text.
    private func printed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let renderer = DiagnosticRenderer(file: "f", source: bytes)
        return renderer.text(of: parse(bytes).diagnostics)
    }

    @Test(
        "no message and no excerpt shows a value of a key that holds a secret",
        arguments: [
            "{login: x, password: hunter2, bogus: 1}",
            "{login: x, password: \"hunter2, hunter2\", bogus: 1}",
            "{login: x, 'password' : 'hunter2 it''s hunter2', bogus: 1}",
            "{login: x, password: [hunter2], bogus: 1}",
            "{login: x, password: {hunter2: 1}, bogus: 1}",
            "{login: x, passwort: hunter2, bogus: 1}",
            "{headers: {Authorization: hunter2}, bogus: 1}",
            "{login: x, secret: hunter2, secret: hunter2, bogus: 1}",
            "{login: x, password: hunter2",
            "\n      bogus: 1\n      password: |\n        hunter2\n       : hunter2\n      a: [",
            "\n      password:\n        - hunter2\n      bogus: 1",
            "{login: x, password: \(String(repeating: "hunter2", count: 300)), bogus: 1}",
        ])
    func secrets(check: String) {
        let text = """
            version: 1
            services:
              - name: a
                listen: 10.0.0.1:80
                check: \(check)
                servers: [{name: a, address: 10.0.0.2}]
            """
        let output = printed(text)
        #expect(output.contains("error:"))
        #expect(!output.contains("hunter"), "\(output)")
    }

    @Test("nor does one show the password of advertisements")
    func advertisements() {
        for password in ["hunter22hunter22", "[hunter2]"] {
            let output = printed(
                "version: 1\ncluster: {name: c, failover: {version: 2, password: \(password)}}\n")
            #expect(output.contains("error:"))
            #expect(!output.contains("hunter"), "\(output)")
        }
    }

    @Test(
        "nor does one show a key of the election",
        arguments: [
            "{keys: [{id: 1, key: hunter2}]}", "{keys: [{key: 'hunter2-}', id: 1, bogus: 1}]}",
            "{keys: [hunter2]}", "{keys: [hunter2, \"hex:hunter2\"]}", "{keys: hunter2}", "hunter2",
            "\n      keys:\n      - id: 1\n        bogus: 1\n        key: |\n          hunter2",
            "\n      keys:\n        - hunter2\n        - hex:hunter2",
        ])
    func keys(authentication: String) {
        let output = printed(
            "version: 1\ncluster:\n  name: c\n  failover:\n    authentication: \(authentication)\n")
        #expect(output.contains("error:"))
        #expect(!output.contains("hunter"), "\(output)")
    }

    @Test("the key of a certificate is the name of a file, which excerpts show")
    func certificates() {
        for text in [
            "certificates: [{name: a, key: /etc/a.key, bogus: 1}]",
            "certificates:\n- name: a\n  key: [/etc/a.key]\n",
        ] {
            #expect(printed("version: 1\n\(text)\n").contains("/etc/a.key"))
        }
    }

    @Test("a file of another kind is no document, and its keys are cut")
    func others() {
        #expect(looksLikeDocument(Array("version: 1\n".utf8)))
        #expect(looksLikeDocument(Array("# a\n---\n\"version\" : 1\n".utf8)))
        #expect(looksLikeDocument(Array("{services: [], version: 1}".utf8)))
        for text in ["", "root:x:0:0::/root:/bin/sh\n", "a: 1\n  version: 1\n", "versions: 2\n"] {
            #expect(!looksLikeDocument(Array(text.utf8)), "\(text)")
        }
        let key = String(repeating: "k", count: 200)
        let output = parse(Array("version: 1\n\(key): 1\n".utf8)).diagnostics
        #expect(output.first?.message.contains(String(repeating: "k", count: 41)) == false)
    }
}
