import Foundation
import Model
import Testing

@testable import Controller

@Suite("All mistakes are found in one run")
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
