import Document
import Glibc
import Model
import Testing

@Suite("golden cases")
struct CaseTests {
    /// Each `Cases/NAME.yaml` has its diagnostics in `Cases/NAME.txt`.
    ///
    /// With `UPDATE_CASES=1` in the environment the expectations are written instead.
    @Test(
        "the diagnostics of each case are as its text file says",
        arguments: TestFiles.names(in: TestFiles.directory + "/Cases", ending: ".yaml"))
    func rendered(_ name: String) {
        let path = "\(TestFiles.directory)/Cases/\(name)"
        let bytes = TestFiles.bytes(path)
        let text = DiagnosticRenderer(file: name, source: bytes)
            .text(of: parse(bytes).diagnostics)
        let expectation = path.dropLast(5) + ".txt"
        if getenv("UPDATE_CASES") != nil {
            TestFiles.write(text, to: String(expectation))
        }
        #expect(text == TestFiles.text(String(expectation)))
    }
}
