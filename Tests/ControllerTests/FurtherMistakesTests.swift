import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("All mistakes are found in one run", .ownThreads)
struct FurtherMistakesTests {
    @Test("a mistake of form hides no mistake within another object")
    func otherObjects() throws {
        let scratch = try Scratch(
            """
            version: 1
            services:
              - name: mail
                listen: 10.0.0.1:25
                check: {type: negotiate, service: http, request: hidden}
                servers: [{name: a, address: "mail.example.org:25"}]
              - name: web
                listen: 10.0.0.1:80
                servers:
                  - {name: a, address: 10.0.1.1:80}
                  - name: b
                    address: 10.0.1.2:80
                    check: {type: negotiate, service: http, request: .healthz}
            proxies:
              - name: shop
                listen: 10.0.0.2:80
                servers: [{name: a, address: 10.0.1.1:80}]
                routes: [{match: {prefix: img}, servers: [{name: b, address: 10.0.1.2:80}]}]

            """)
        let reading = DocumentReading(path: scratch.path)
        #expect(reading.spec == nil)
        #expect(
            reading.diagnostics.map { "\($0.code.rawValue) \($0.location?.line ?? 0)" }
                == ["BAL106 6", "BAL402 13", "BAL613 18"], "\(reading.diagnostics)")
    }

    @Test("a text in UTF-16, and a list, are named without a word of them")
    func otherForms() {
        func finding(_ bytes: [UInt8]) -> String {
            DocumentReading(path: "a", bytes: bytes).diagnostics.map(\.message).joined()
        }
        let wide: [UInt8] = "version: 1\nname: secret\n".utf8.flatMap { [$0, 0] as [UInt8] }
        for bytes in [wide, [0xff, 0xfe] + wide] {
            let words = finding(bytes)
            #expect(words.contains("it is text in UTF-16") && !words.contains("secret"))
        }
        for text in ["- name: secret\n", "# a\n---\n- secret\n", "-\n  name: secret\n"] {
            let words = finding(Array(text.utf8))
            #expect(words.contains("it is a list") && !words.contains("secret"), "\(words)")
        }
        for text in ["[Unit]\nAfter=secret\n", "-----BEGIN KEY-----\nsecret\n"] {
            #expect(finding(Array(text.utf8)).contains("it has no key `version`"))
        }
    }

    @Test("documents with any mistakes are read to the end")
    func everyCase() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "DocumentTests/Cases")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") }
        #expect(names.count > 20)
        for name in names {
            let reading = DocumentReading(path: folder.appending(path: name).path)
            #expect(reading.spec != nil || !reading.diagnostics.isEmpty, "\(name)")
        }
    }
}
