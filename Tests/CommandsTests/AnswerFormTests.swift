import Foundation
import Logging
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

/// The schemas of outputs, held against the outputs.
@Suite("Forms of JSON", .ownThreads)
struct AnswerFormTests {
    private static let root = Examples.folder.deletingLastPathComponent()

    @Test("every document's findings have their form", arguments: documents)
    func diagnostics(path: String) throws {
        let run = try Program("validate", "--json", path)
        try AnswerForm.diagnostics.verify(run.output)
    }

    /// Examples, and documents with every kind of mistake.
    private static let documents: [String] = {
        let folder = root.appending(path: "Tests/DocumentTests/Cases").path
        let cases = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Examples.cases.map { "\(Examples.folder.path)/\($0)/ballast.yaml" }
            + cases.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }()

    @Test("the plan of every example has its form", arguments: Examples.cases)
    func plans(name: String) throws {
        let host = Examples.folder.appending(path: "quickstart/host.json").path
        let document = Examples.folder.appending(path: "\(name)/ballast.yaml").path
        let run = try Program("plan", "--json", "--host", host, "-f", document)
        try AnswerForm.plan.verify(run.output)
        #expect(run.status == 0 && run.output.contains("\"version\" : 1"))
    }

    @Test("a document with a mistake has the same form for every command")
    func refusedDocuments() throws {
        let file = try Scratch("version: 1\nservices: 5\n")
        for words in [["plan"], ["apply"], ["plan", "--host", "/none"]] {
            let run = try Program(words + ["--json", "-f", file.path])
            try AnswerForm.diagnostics.verify(run.output)
            #expect(run.status == 1)
        }
    }

    @Test("an event is one line of the JSON log, with its kind and its details")
    func events() throws {
        let lines = LogLines(json: true)
        for kind in Event.Kind.allCases {
            let text = lines.lines(.warning, "it \"did\"\n", [:], kind, ["a", "b"])
            #expect(text.count == 1)
            try AnswerForm.events.verify(text.joined())
        }
        let other = lines.lines(.info, "ready", ["pid": "4"])
        try AnswerForm.events.verify(other.joined())
        #expect(other.count == 1 && other[0].contains("\"pid\":\"4\""))
        #expect(!other[0].contains("\"event\""))
    }

    @Test("an event of the log for people has its kind before it and its details below")
    func text() {
        let lines = LogLines(json: false).lines(
            .warning, "2 servers are down", ["node": "a"], .down, ["web1: no", "servers are down"])
        #expect(lines.count == 2 && lines[0].hasSuffix(" warning: down: 2 servers are down node=a"))
        #expect(lines[1].hasSuffix(" warning:   web1: no"))
    }

    @Test("a key that the schema lacks, one that is missing and a wrong value are found")
    func check() throws {
        let good = """
            {"version": 1, "time": "2026-11-23T05:12:14.031Z", "level": "info", "message": "a", \
            "fields": {"b": "c"}}
            """
        let changes = [
            ("\"version\"", "\"versions\""), ("\"info\"", "\"loud\""), ("\"a\"", "5"),
            ("\"version\": 1", "\"version\": 2"), ("\"c\"", "true"), ("14.031Z", "14Z"),
            ("\"message\": \"a\",", ""),
        ]
        try AnswerForm.events.verify(good)
        for (text, wrong) in changes {
            let check = try SchemaCheck(AnswerForm.events.schema)
            try check.check(good.replacing(text, with: wrong))
            #expect(!check.mistakes.isEmpty, "\(wrong)")
        }
    }
}

/// The printed schemas; the names of suite and test are those of the document's schema.
@Suite("JSON Schemas of outputs", .ownThreads)
struct AnswerSchemaTests {
    /// With `UPDATE_SCHEMA=1` in the environment the file is written instead.
    @Test(
        "the schema of an output in schema/ is what the code says", arguments: AnswerForm.allCases)
    func file(form: AnswerForm) throws {
        let file = Examples.folder.deletingLastPathComponent()
            .appending(path: "schema/\(form.rawValue).schema.json")
        if ProcessInfo.processInfo.environment["UPDATE_SCHEMA"] != nil {
            try form.schema.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(form.schema == (try? String(contentsOf: file, encoding: .utf8)))
        let run = try Program("render", "schema", "--of", form.rawValue)
        #expect(run.status == 0 && run.output == form.schema)
    }

    @Test("two objects with one name have one shape", arguments: AnswerForm.allCases)
    func names(form: AnswerForm) {
        var known: [String: String] = [:]
        func visit(_ shape: RecordShape) {
            let keys = "\(shape.keys)"
            #expect(known.updateValue(keys, forKey: shape.name) ?? keys == keys, "\(shape.name)")
            shape.keys.forEach { visit($0.value) }
        }
        func visit(_ value: ValueShape) {
            switch value {
            case .record(let shape): visit(shape)
            case .list(let value), .map(let value): visit(value)
            case .either(let values): values.forEach { visit($0) }
            case .text, .matching, .word, .integer, .count, .number, .constant, .flag, .scalar:
                break
            }
        }
        visit(form.shape)
    }
}

extension AnswerForm {
    /// Fails unless the output has the form.
    func verify(_ output: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws
    {
        try SchemaCheck.verify(output, with: schema, sourceLocation: sourceLocation)
    }
}
