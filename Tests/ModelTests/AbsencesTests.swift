import Model
import Testing

@Suite("Absences")
struct AbsencesTests {
    @Test("an absence counts once after its time, and so does the return")
    func absences() {
        typealias Changes = Absences<String>.Changes
        let begin = ContinuousClock.now
        var absences = Absences<String>(patience: .seconds(60))
        func note(_ isPresent: Bool?, after seconds: Int) -> Changes {
            absences.note(isPresent.map { ["lb2": $0] } ?? [:], at: begin + .seconds(seconds))
        }
        #expect(note(false, after: 0) == Changes())
        #expect(note(true, after: 59) == Changes())
        #expect(note(false, after: 60) == Changes())
        #expect(note(false, after: 119) == Changes())
        #expect(absences.lasting == [])
        #expect(note(false, after: 120) == Changes(lost: ["lb2"]))
        #expect(note(false, after: 300) == Changes() && absences.lasting == ["lb2"])
        #expect(note(true, after: 301) == Changes(returned: ["lb2"]))
        #expect(note(true, after: 302) == Changes() && absences.lasting == [])
        // A subject that is not named any more is not back.
        #expect(note(false, after: 400) == Changes())
        #expect(note(false, after: 460) == Changes(lost: ["lb2"]))
        #expect(note(nil, after: 461) == Changes() && absences.lasting == [])
        #expect(note(true, after: 462) == Changes())
    }
}
