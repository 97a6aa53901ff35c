import Document
import Glibc
import Testing

@Suite("reference of keys")
struct ReferenceTests {
    /// With `UPDATE_REFERENCE=1` in the environment the file is written instead.
    @Test("docs/reference/document.md is what the code says")
    func file() {
        let path = TestFiles.root + "/docs/reference/document.md"
        if getenv("UPDATE_REFERENCE") != nil { TestFiles.write(documentReference(), to: path) }
        #expect(TestFiles.text(path) == documentReference())
    }
}
