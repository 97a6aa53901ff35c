import Document
import Glibc
import Testing

@Suite("JSON Schema")
struct SchemaTests {
    /// With `UPDATE_SCHEMA=1` in the environment the file is written instead.
    @Test("schema/ballast.schema.json is what the code says")
    func file() {
        let path = TestFiles.root + "/schema/ballast.schema.json"
        if getenv("UPDATE_SCHEMA") != nil { TestFiles.write(jsonSchema(), to: path) }
        #expect(TestFiles.text(path) == jsonSchema())
    }

    @Test("an independent validator finds nothing wrong with the schema")
    func metaschema() {
        validate(["--check-metaschema", TestFiles.root + "/schema/ballast.schema.json"])
    }

    @Test("an independent validator accepts every example")
    func examples() {
        let directory = TestFiles.root + "/examples"
        let paths: [String] = TestFiles.names(in: directory).map {
            "\(directory)/\($0)/ballast.yaml"
        }
        let files = paths.filter { access($0, F_OK) == 0 }
        #expect(!files.isEmpty)
        let cases = TestFiles.directory + "/Cases/everything.yaml"
        validate(
            ["--schemafile", TestFiles.root + "/schema/ballast.schema.json", cases] + files)
        for file in files {
            #expect(parse(TestFiles.bytes(file)).diagnostics.isEmpty, "\(file)")
        }
    }

    @Test("an independent validator refuses what the decoder refuses")
    func mistakes() {
        let schema = TestFiles.root + "/schema/ballast.schema.json"
        for name in ["mistakes.yaml", "conflicts.yaml", "numbers.yaml"] {
            let file = "\(TestFiles.directory)/Cases/\(name)"
            validate(["--schemafile", schema, file], accepts: false)
        }
    }

    /// Runs check-jsonschema.
    ///
    /// Where it is missing the test is skipped with a line that says how to get it, and in
    /// continuous integration it fails.
    private func validate(_ arguments: [String], accepts: Bool = true) {
        let candidates: [String?] = [
            getenv("CHECK_JSONSCHEMA").map { String(cString: $0) },
            TestFiles.root + "/.build/check-jsonschema/bin/check-jsonschema",
            "/usr/local/bin/check-jsonschema", "/usr/bin/check-jsonschema",
        ]
        guard
            let program = candidates.compactMap({ $0 }).first(where: { path in
                access(path, X_OK) == 0
            })
        else {
            let way =
                "python3 -m venv .build/check-jsonschema && "
                + ".build/check-jsonschema/bin/pip install check-jsonschema"
            if getenv("CI") != nil {
                Issue.record("check-jsonschema is missing: \(way)")
            } else {
                print("SKIPPED: check-jsonschema is missing; `make test` installs it, or: \(way)")
            }
            return
        }
        let status = Command.run(program, arguments)
        #expect((status.code == 0) == accepts, "\(arguments): \(status.output)")
    }
}
