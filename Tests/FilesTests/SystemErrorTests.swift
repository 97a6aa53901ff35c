import Files
import Glibc
import Model
import Testing

@Suite("Errors of the system")
struct SystemErrorTests {
    @Test("the words of every number are those of the C library")
    func words() {
        for number in 1...133 {
            let error = SystemError(Int32(number))
            // Linux has no errors 41 and 58.
            guard number != 41, number != 58 else { continue }
            #expect(error.words == String(cString: strerror(Int32(number))))
            #expect(error.name.hasPrefix("E"))
        }
        #expect("\(SystemError(ENOENT))" == "No such file or directory (ENOENT)")
        #expect("\(SystemError(4_711))" == "Unknown error (error 4711)")
    }

    @Test("the last error is that of the last call, and names itself in a failure")
    func last() {
        let descriptor = open("/nonexistent/file", O_RDONLY)
        let failure = HostFailure(operation: "read it", .last, remedy: "make it")
        #expect(descriptor == -1)
        #expect(failure.errno == "ENOENT")
        #expect(
            failure.description == "cannot read it: No such file or directory (ENOENT); make it")
    }
}
