import Testing

@Suite("Sizes")
struct SizeTests {
    @Test("no file is over 500 lines")
    func files() {
        for file in Repository.swift {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("the median source file is at most 120 lines")
    func median() {
        let sizes = Repository.files(under: "Sources", ending: ".swift").map(\.lines.count).sorted()
        #expect(!sizes.isEmpty)
        #expect(sizes[sizes.count / 2] <= 120)
    }

    @Test("no line is over 100 columns")
    func lines() {
        for file in Repository.swift {
            for (number, line) in file.lines.enumerated() where line.count > 100 {
                Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
    }
}
