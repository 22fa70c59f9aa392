from tests.pages.test_lessons import *
def seen(at):
    found = [str(e.proto) for e in at.main if not hasattr(e, "key") or e.type in ("bidi_component",)]
    return found
def change(each):
    old = each.value
    for n in (1, 2, 0):
        move(each, n)
        if each.value != old: return True
    return False
@pytest.mark.parametrize("one", EVERY)
def test_acts(at: AppTest, one: Lesson) -> None:
    turn_to_lesson(at, one.name)
    keys = [str(each.key) for each in controls(at)]
    still=[]; same=[]
    for key in keys:
        for each in [each for each in controls(at) if each.key == key]:
            before=seen(at)
            if not change(each): same.append(key)
            healthy(at.run())
            if seen(at)==before: still.append(key)
    open('/tmp/around/still2.txt','a').write(f'{one.name}: {still}; same {same} of {len(keys)} {len(before)} {set(e.type for e in at.main)}\n')
