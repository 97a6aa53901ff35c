import Admin
import NIOCore
import Testing

@testable import Pages

/// Forms as browsers send them.
@Suite("Fields of forms")
struct FormFieldsTests {
    private static func form(_ text: String) throws -> FormFields {
        try FormFields(ByteBuffer(string: text), type: "application/x-www-form-urlencoded")
    }

    @Test("fields are read with their escapes; absent ones are empty")
    func values() throws {
        let form = try Self.form("name=anna&why=a+b%26c%C3%BC&empty=&flag")
        #expect(form.text("name") == "anna" && form.text("why") == "a b&cü")
        #expect(form.text("empty").isEmpty && form.text("flag").isEmpty && form.text("no").isEmpty)
    }

    @Test(
        "malformed forms are refused",
        arguments: ["a=%", "a=%zz", "a=%ff", "a=1&a=2", String(repeating: "a=1&", count: 65)])
    func malformed(_ text: String) {
        #expect(throws: APIRefusal.self) { try Self.form(text) }
    }

    @Test("another type is no form")
    func type() {
        #expect(throws: APIRefusal.self) {
            try FormFields(ByteBuffer(string: "a=1"), type: "application/json")
        }
    }
}
